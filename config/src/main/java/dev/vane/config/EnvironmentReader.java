package dev.vane.config;

import dev.vane.spi.Suggestions;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the given values from environment variables: {@code VANE_} and the path in capitals. */
final class EnvironmentReader {
  static final String PREFIX = "VANE_";

  /** What Kubernetes puts into every container beside a Service whose name begins with "vane". */
  private static final Pattern KUBERNETES_LINK =
      Pattern.compile("VANE_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT|PORT_\\d+_(TCP|UDP).*)");

  private static final Map<String, Setting<?>> BY_VARIABLE =
      Settings.ALL.stream().collect(Collectors.toMap(Setting::variable, Function.identity()));

  private EnvironmentReader() {}

  static void read(Map<String, String> environment, GivenValues given) {
    new TreeMap<>(environment)
        .tailMap(PREFIX)
        .forEach(
            (variable, text) -> {
              Setting<?> setting = BY_VARIABLE.get(variable);
              if (setting != null) {
                given.put(setting.name(), RawValue.ofText(text, Origin.ofVariable(variable)));
              } else if (variable.startsWith(PREFIX)) {
                given.refuse(
                    variable,
                    Origin.ofVariable(variable),
                    "There is no such setting.",
                    remedy(variable));
              }
            });
  }

  private static String remedy(String variable) {
    if (KUBERNETES_LINK.matcher(variable).matches()) {
      return "Kubernetes sets it for a Service of that name; set enableServiceLinks: false in the"
          + " pod's specification, or name the Service otherwise.";
    }
    if (variable.startsWith(PREFIX + "STREAMS_")) {
      return "Only %s can be set so; single streams are configured in the YAML file."
          .formatted(Settings.STREAMS_AUTO_CREATE.variable());
    }
    return Suggestions.nearest(variable, BY_VARIABLE.keySet())
        .map(near -> "Did you mean %s?".formatted(near))
        .orElse("Remove it, or see docs/settings.md for the variables that there are.");
  }
}
