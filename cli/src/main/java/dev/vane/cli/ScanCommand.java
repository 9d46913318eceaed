package dev.vane.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.cli.output.RowOutput;
import dev.vane.cli.output.RowSource;
import dev.vane.cli.terminal.Console;
import dev.vane.client.BatchStream;
import dev.vane.client.VaneClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads rows of a table as they are stored. */
@Command(
    name = "scan",
    description = "Print rows of a table as they are stored.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  vane scan trades --columns id,price --filter \"price > 5\" --limit 10"
    })
final class ScanCommand implements Callable<Integer> {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Console console;

  @Parameters(paramLabel = "TABLE", description = "The table: its name, or delta.main.trades.")
  private String table = "";

  @Option(names = "--columns", split = ",", paramLabel = "FIELD", description = "Fields to give.")
  private List<String> columns = new ArrayList<>();

  @Option(
      names = "--filter",
      paramLabel = "CONDITION",
      description = "Rows to keep, such as \"region = EMEA\"; several must all hold.")
  private List<String> filters = new ArrayList<>();

  @Option(
      names = "--sort",
      split = ",",
      paramLabel = "FIELD[:desc]",
      description = "Fields to sort by.")
  private List<String> sort = new ArrayList<>();

  @Option(names = "--limit", paramLabel = "N", description = "Rows given at most.")
  private Optional<Long> limit = Optional.empty();

  @Option(
      names = "--as-of",
      paramLabel = "VERSION|TIME",
      description = "The state at a version, or at a time in ISO 8601.")
  private Optional<String> asOf = Optional.empty();

  @Option(
      names = "--changes",
      paramLabel = "FROM[:TO]",
      description = "The rows that these versions changed, both included, instead of a state.")
  private Optional<String> changes = Optional.empty();

  @Mixin private ServerOption server = new ServerOption();
  @Mixin private OutputOption output = new OutputOption();

  ScanCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    RowOutput printer = output.open(console);
    try (VaneClient client = server.connect(console);
        BatchStream answer = client.query(command())) {
      printer.print(RowSource.of(answer));
    }
    return ExitCode.DONE;
  }

  private ObjectNode command() {
    ObjectNode command = MAPPER.createObjectNode();
    command.set("table", TablePaths.json(table));
    if (!columns.isEmpty()) {
      columns.forEach(command.putArray("columns")::add);
    }
    QuestionText.addConditions(command, filters);
    QuestionText.addSort(command, sort);
    limit.ifPresent(rows -> command.put("limit", rows));
    asOf.ifPresent(moment -> command.set("as_of", QuestionText.asOf(moment)));
    changes.ifPresent(versions -> command.set("changes", QuestionText.versions(versions)));
    return command;
  }
}
