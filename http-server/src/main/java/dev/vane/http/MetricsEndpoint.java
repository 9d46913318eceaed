package dev.vane.http;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import io.javalin.http.Context;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The metrics, in Prometheus' text format or, for who accepts it, in OpenMetrics. {@code name[]}
 * chooses among them, as in every Prometheus client. Written as it is collected, so that many
 * streams cost no buffer.
 */
final class MetricsEndpoint {
  private static final String NAMES = "name[]";

  private final CollectorRegistry registry;

  MetricsEndpoint(CollectorRegistry registry) {
    this.registry = registry;
  }

  Endpoint endpoint() {
    return new Endpoint("/metrics", this::answer);
  }

  private void answer(Context context) throws IOException {
    Set<String> names = requestedNames(context);
    String format = TextFormat.chooseContentType(context.header("Accept"));
    context.contentType(format);
    try (Writer writer = new OutputStreamWriter(context.outputStream(), StandardCharsets.UTF_8)) {
      TextFormat.writeFormat(format, writer, registry.filteredMetricFamilySamples(names));
    }
  }

  private static Set<String> requestedNames(Context context) {
    for (String parameter : context.queryParamMap().keySet()) {
      if (!parameter.equals(NAMES)) {
        throw new VaneException(
            ErrorCode.COMMAND_UNKNOWN_KEY,
            "/metrics has no parameter %s.%s"
                .formatted(Names.quoted(parameter), Suggestions.hint(parameter, List.of(NAMES))));
      }
    }
    return new HashSet<>(context.queryParams(NAMES));
  }
}
