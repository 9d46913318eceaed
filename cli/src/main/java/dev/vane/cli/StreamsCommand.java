package dev.vane.cli;

import dev.vane.cli.output.RowOutput;
import dev.vane.cli.output.RowSource;
import dev.vane.cli.output.SmallTable;
import dev.vane.cli.status.StatusPage;
import dev.vane.cli.terminal.Console;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the streams that a gateway knows. */
@Command(
    name = "streams",
    description = "List the streams written to since the gateway started, with their durable rows.",
    mixinStandardHelpOptions = true)
final class StreamsCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private MetricsOption metrics = new MetricsOption();
  @Mixin private OutputOption output = new OutputOption();

  StreamsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    RowOutput printer = output.open(console);
    try (SmallTable page = StatusPage.streams(metrics.read(console))) {
      printer.print(RowSource.of(page.root()));
    }
    return ExitCode.DONE;
  }
}
