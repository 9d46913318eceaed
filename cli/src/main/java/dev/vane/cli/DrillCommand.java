package dev.vane.cli;

import com.fasterxml.jackson.databind.JsonNode;
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

/** Leads from a cell of a pivot to its rows. */
@Command(
    name = "drill",
    description = "Print the rows that a cell of a pivot was computed from.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  vane drill trades --rows region,desk --columns side --measures sum:notional"
          + " --row EMEA,FX --column BUY --fields trade_id,notional --first 10"
    })
final class DrillCommand implements Callable<Integer> {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Console console;

  @Mixin private PivotOptions question = new PivotOptions();

  @Option(
      names = "--row",
      split = ",",
      paramLabel = "KEY",
      description =
          "The cell's keys down the side, from the first field on; fewer are a subtotal, none is the"
              + " total. null is the key NULL.")
  private List<String> row = new ArrayList<>();

  @Option(
      names = "--column",
      split = ",",
      paramLabel = "KEY",
      description = "The cell's keys across; fewer are a subtotal, none is the total.")
  private List<String> column = new ArrayList<>();

  @Option(
      names = "--measure",
      paramLabel = "ALIAS",
      description = "Only rows that this measure's own filters take.")
  private Optional<String> measure = Optional.empty();

  @Option(names = "--fields", split = ",", paramLabel = "FIELD", description = "Fields to give.")
  private List<String> fields = new ArrayList<>();

  @Option(
      names = "--order",
      split = ",",
      paramLabel = "FIELD[:desc]",
      description = "Fields to sort the rows by.")
  private List<String> order = new ArrayList<>();

  @Option(names = "--first", paramLabel = "N", description = "Rows given at most.")
  private Optional<Long> first = Optional.empty();

  @Mixin private ServerOption server = new ServerOption();
  @Mixin private OutputOption output = new OutputOption();

  DrillCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode command = command(question.spec(console.in()));
    RowOutput printer = output.open(console);
    try (VaneClient client = server.connect(console);
        BatchStream answer = client.query(command)) {
      printer.print(RowSource.of(answer));
    }
    return ExitCode.DONE;
  }

  private ObjectNode command(JsonNode pivot) {
    ObjectNode command = MAPPER.createObjectNode();
    command.set("drill", pivot);
    QuestionText.addValues(command.putArray("row_path"), row);
    QuestionText.addValues(command.putArray("column_path"), column);
    measure.ifPresent(alias -> command.put("measure", alias));
    if (!fields.isEmpty()) {
      fields.forEach(command.putArray("columns")::add);
    }
    QuestionText.addSort(command, order);
    first.ifPresent(rows -> command.put("limit", rows));
    return command;
  }
}
