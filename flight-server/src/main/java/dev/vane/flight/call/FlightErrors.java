package dev.vane.flight.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.ErrorKind;
import dev.vane.spi.ErrorType;
import dev.vane.spi.MemoryErrors;
import dev.vane.spi.VaneException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Errors as clients of Flight see them: a status whose text is {@code CODE: text (id …)}, and the
 * same as JSON in the trailer {@code vane-error}. Clients drop a status whose headers are longer
 * than 8 KB, so both are cut to fit, counted as they travel. Safe for many threads.
 */
public final class FlightErrors {
  /** The trailer that carries an error as JSON, in ASCII. */
  public static final Metadata.Key<String> VANE_ERROR =
      Metadata.Key.of("vane-error", Metadata.ASCII_STRING_MARSHALLER);

  /**
   * The same once more, where Arrow's C++ library looks for what it hands on as it is: pyarrow
   * shows it as {@code FlightError.extra_info}. Clients that expect another message there pass over
   * it.
   */
  public static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private static final Logger LOGGER = LoggerFactory.getLogger(FlightErrors.class);
  private static final int MAX_ENCODED = 3_000;

  /** Of a text that travels a third time. */
  private static final int MAX_DETAILS = 500;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final GatewayMetrics metrics;

  public FlightErrors(GatewayMetrics metrics) {
    this.metrics = metrics;
  }

  /** Counts and logs an error, once, and gives what is sent of it. */
  public StatusRuntimeException report(Throwable thrown) {
    VaneException error = toVane(thrown);
    metrics.error(error.code());
    log(error);
    String text = fit(error.text(), MAX_ENCODED);
    Metadata trailers = new Metadata();
    trailers.put(VANE_ERROR, json(error, text));
    trailers.put(DETAILS, json(error, fit(text, MAX_DETAILS)).getBytes(StandardCharsets.US_ASCII));
    return status(error.code().kind())
        .withDescription("%s: %s (id %s)".formatted(error.code(), text, error.id()))
        .asRuntimeException(trailers);
  }

  /** The trailers of a reported error. */
  public static Metadata trailersOf(StatusRuntimeException status) {
    Metadata trailers = status.getTrailers();
    return trailers == null ? new Metadata() : trailers;
  }

  /** The error itself, or a fault of the gateway that says nothing about its inside. */
  private static VaneException toVane(Throwable thrown) {
    if (thrown instanceof VaneException error) {
      return error;
    }
    return MemoryErrors.of(thrown)
        .orElseGet(
            () ->
                new VaneException(
                    ErrorCode.INTERNAL,
                    "The gateway failed at this request. Its log has the reason under the id; please report it.",
                    thrown));
  }

  private static void log(VaneException error) {
    if (error.code().type() == ErrorType.INTERNAL || error.code().type() == ErrorType.EXTERNAL) {
      LOGGER.error("{}: {} (id {})", error.code(), error.text(), error.id(), error.getCause());
    } else {
      LOGGER.info("{}: {} (id {})", error.code(), error.text(), error.id());
      LOGGER.debug("Cause of id {}", error.id(), error.getCause());
    }
  }

  /** The one table from kinds to statuses of gRPC. */
  static Status status(ErrorKind kind) {
    return switch (kind) {
      case INVALID_ARGUMENT -> Status.INVALID_ARGUMENT;
      case UNAUTHENTICATED -> Status.UNAUTHENTICATED;
      case NOT_FOUND -> Status.NOT_FOUND;
      case ALREADY_EXISTS -> Status.ALREADY_EXISTS;
      case CONFLICT -> Status.FAILED_PRECONDITION;
      case UNSUPPORTED -> Status.UNIMPLEMENTED;
      case RESOURCE_EXHAUSTED -> Status.RESOURCE_EXHAUSTED;
      case UNAVAILABLE -> Status.UNAVAILABLE;
      case TIMED_OUT -> Status.DEADLINE_EXCEEDED;
      case CANCELLED -> Status.CANCELLED;
      case INTERNAL -> Status.INTERNAL;
    };
  }

  private static String json(VaneException error, String text) {
    ObjectNode node = JSON.createObjectNode();
    node.put("code", error.code().name());
    node.put("number", error.code().number());
    node.put("message", text);
    node.put("id", error.id());
    node.put("retryable", error.code().retryable());
    error.retryAfter().ifPresent(pause -> node.put("retry_after_ms", pause.toMillis()));
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of texts is always JSON", e);
    }
  }

  /** Cuts a text whose bytes, percent-encoded or escaped, would be too many. */
  private static String fit(String text, int most) {
    int cost = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      cost += point >= ' ' && point < 0x7F && point != '%' ? 1 : encodedCost(point);
      if (cost > most) {
        return text.substring(0, i) + " ...";
      }
      i += Character.charCount(point);
    }
    return text;
  }

  private static int encodedCost(int point) {
    int percent = 3 * new String(Character.toChars(point)).getBytes(StandardCharsets.UTF_8).length;
    int escaped = 6 * Character.charCount(point);
    return Math.max(percent, escaped);
  }
}
