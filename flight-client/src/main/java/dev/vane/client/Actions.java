package dev.vane.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.Consumer;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.Result;

/** Calls actions that take a JSON object and answer with one. Thread-safe. */
final class Actions {
  private final FlightClient flight;
  private final Failures failures;
  private final Deadlines deadlines;

  Actions(FlightClient flight, Failures failures, Deadlines deadlines) {
    this.flight = flight;
    this.failures = failures;
    this.deadlines = deadlines;
  }

  /** The answer of an action that gives one. */
  JsonNode call(String type, JsonNode body) {
    return call(type, body, deadlines.ofCall(), step -> {});
  }

  /** The answer of an action that may take long and tells how far it is. */
  JsonNode watch(String type, JsonNode body, Consumer<JsonNode> progress) {
    return call(type, body, deadlines.ofStream(), progress);
  }

  /** The last result is the answer; all are read, because gRPC ends the call only then. */
  private JsonNode call(
      String type, JsonNode body, CallOption[] options, Consumer<JsonNode> progress) {
    try {
      Iterator<Result> results = flight.doAction(new Action(type, Json.bytes(body)), options);
      JsonNode answer = Json.object();
      while (results.hasNext()) {
        JsonNode result = Json.parse(results.next().getBody());
        if (result.has("progress")) {
          progress.accept(result.get("progress"));
        } else {
          answer = result;
        }
      }
      return answer;
    } catch (IOException e) {
      throw VaneClientException.ofClient(
          VaneClientException.PROTOCOL,
          "The server answered the action '" + type + "' with something that is not JSON.",
          e);
    } catch (RuntimeException e) {
      throw failures.translate(e);
    }
  }
}
