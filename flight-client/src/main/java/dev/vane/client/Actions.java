package dev.vane.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Iterator;
import org.apache.arrow.flight.Action;
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

  /** The first answer; the rest is read too, because gRPC ends the call only then. */
  JsonNode call(String type, JsonNode body) {
    try {
      Iterator<Result> results =
          flight.doAction(new Action(type, Json.bytes(body)), deadlines.ofCall());
      JsonNode answer = results.hasNext() ? Json.parse(results.next().getBody()) : Json.object();
      while (results.hasNext()) {
        results.next();
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
