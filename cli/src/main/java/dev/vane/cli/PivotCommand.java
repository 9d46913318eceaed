package dev.vane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.cli.output.RowOutput;
import dev.vane.cli.output.RowSource;
import dev.vane.cli.terminal.Console;
import dev.vane.client.BatchStream;
import dev.vane.client.VaneClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks a pivot question. */
@Command(
    name = "pivot",
    description = "Ask a pivot question and print the answer.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  vane pivot trades --rows region,desk --columns asset_class --measures sum:notional,count --totals"
    })
final class PivotCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private PivotOptions question = new PivotOptions();
  @Mixin private ServerOption server = new ServerOption();
  @Mixin private OutputOption output = new OutputOption();
  @Mixin private WatchOption watch = new WatchOption();

  PivotCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode spec = question.spec(console.in());
    RowOutput printer = output.open(console);
    try (VaneClient client = server.connect(console)) {
      watch.show(console, () -> show(client, spec, printer));
    }
    return ExitCode.DONE;
  }

  private static void show(VaneClient client, JsonNode spec, RowOutput printer) throws IOException {
    try (BatchStream answer = client.pivot(spec)) {
      printer.print(RowSource.of(answer));
    }
  }
}
