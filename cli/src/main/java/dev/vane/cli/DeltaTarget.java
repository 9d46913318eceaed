package dev.vane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.cli.terminal.Console;
import dev.vane.cli.terminal.Progress;
import dev.vane.client.VaneClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The table that a maintenance command is about, and the gateway that does the work. */
final class DeltaTarget {
  @Parameters(paramLabel = "TABLE", description = "The table.")
  private String table = "";

  @Mixin private ServerOption server = new ServerOption();
  @Mixin private OutputOption output = new OutputOption();

  OutputOption output() {
    return output;
  }

  /** A body for an action, with the table in it. */
  ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("table", TablePaths.json(table));
    return body;
  }

  /** Runs an action, with a progress bar where somebody watches. */
  JsonNode run(Console console, String action, ObjectNode body) {
    try (VaneClient client = server.connect(console);
        Progress progress = new Progress(console, action + " " + table, false)) {
      return client.action(
          "delta." + action,
          body,
          step ->
              progress.step(
                  step.path("step").asText(),
                  step.path("done").asLong(),
                  step.path("total").asLong()));
    }
  }
}
