package dev.vane.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.client.VaneClientException.Origin;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.ErrorFlightMetadata;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.jspecify.annotations.Nullable;

/**
 * Turns what Flight throws into the client's exception. The gateway's word comes first: the header
 * {@code vane-error}, else the same in the text of the status, {@code CODE: text (id ...)}. Without
 * either, the status itself tells whether nobody answered, the deadline passed, or another kind of
 * server spoke.
 */
final class Failures {
  private static final String HEADER = "vane-error";
  private static final Pattern TEXT =
      Pattern.compile("([A-Z][A-Z0-9_]{2,}): (.*?)(?: \\(id ([^()]+)\\))?", Pattern.DOTALL);

  private final URI server;

  Failures(URI server) {
    this.server = server;
  }

  /** The exception for anything thrown by a call; one of ours is given back as it is. */
  VaneClientException translate(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof VaneClientException ours) {
        return ours;
      }
      if (cause instanceof FlightRuntimeException flight) {
        return fromStatus(flight);
      }
    }
    return VaneClientException.ofClient(
        VaneClientException.PROTOCOL, "The call to " + server + " failed: " + failure, failure);
  }

  /** The same for a write of which every batch was sent: a lost receipt says nothing of it. */
  VaneClientException translateAfterLastBatch(Throwable failure) {
    VaneClientException translated = translate(failure);
    if (translated.origin() != Origin.UNREACHABLE && translated.origin() != Origin.DEADLINE) {
      return translated;
    }
    return new VaneClientException(
        translated.origin(),
        VaneClientException.OUTCOME_UNKNOWN,
        0,
        "All batches were sent, but the receipt did not come, so the write may be committed or"
            + " not. Look at the table before sending it again. ("
            + translated.text()
            + ")",
        null,
        false,
        failure);
  }

  private VaneClientException fromStatus(FlightRuntimeException failure) {
    CallStatus status = failure.status();
    String description = status.description() == null ? "" : status.description();
    return fromHeader(status.metadata(), failure)
        .or(() -> fromText(description, failure))
        .orElseGet(() -> fromCode(status.code(), description, failure));
  }

  private static Optional<VaneClientException> fromHeader(
      @Nullable ErrorFlightMetadata metadata, Throwable cause) {
    if (metadata == null || !metadata.containsKey(HEADER)) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.parse(metadata.get(HEADER));
      return Json.text(json, "code")
          .map(
              code ->
                  new VaneClientException(
                      Origin.GATEWAY,
                      code,
                      json.path("number").asInt(),
                      json.path("message").asText(),
                      Json.text(json, "id").orElse(null),
                      json.path("retryable").asBoolean(),
                      retryAfter(json),
                      cause));
    } catch (JsonProcessingException e) {
      // A proxy may have cut the header; the status still has the text.
      return Optional.empty();
    }
  }

  private static @Nullable Duration retryAfter(JsonNode json) {
    JsonNode milliseconds = json.path("retry_after_ms");
    return milliseconds.canConvertToLong() ? Duration.ofMillis(milliseconds.asLong()) : null;
  }

  private static Optional<VaneClientException> fromText(String description, Throwable cause) {
    Matcher matcher = TEXT.matcher(description);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new VaneClientException(
            Origin.GATEWAY, matcher.group(1), 0, matcher.group(2), matcher.group(3), false, cause));
  }

  private VaneClientException fromCode(
      FlightStatusCode code, String description, FlightRuntimeException failure) {
    if (code == FlightStatusCode.UNAVAILABLE) {
      Optional<String> disagreement = TlsDisagreement.of(server, failure);
      if (disagreement.isPresent()) {
        return new VaneClientException(
            Origin.UNREACHABLE,
            VaneClientException.TLS_FAILED,
            0,
            disagreement.get(),
            null,
            false,
            failure);
      }
      return new VaneClientException(
          Origin.UNREACHABLE,
          VaneClientException.UNREACHABLE,
          0,
          "No gateway answers at "
              + server
              + ": "
              + innermostMessage(failure)
              + ". Check that it runs and that the address is right.",
          null,
          true,
          failure);
    }
    if (code == FlightStatusCode.TIMED_OUT) {
      return new VaneClientException(
          Origin.DEADLINE,
          VaneClientException.DEADLINE_PASSED,
          0,
          "The deadline set on this client passed before " + server + " had answered.",
          null,
          true,
          failure);
    }
    return new VaneClientException(
        Origin.SERVER,
        code.name(),
        0,
        description.isEmpty() ? "The server at " + server + " gives no reason." : description,
        null,
        false,
        failure);
  }

  /** The network's own words, which stand at the end of the chain of causes. */
  private static String innermostMessage(Throwable failure) {
    String message = "the connection failed";
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null) {
        message = cause.getMessage();
      }
    }
    return message;
  }
}
