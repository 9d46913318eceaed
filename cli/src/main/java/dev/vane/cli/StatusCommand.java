package dev.vane.cli;

import dev.vane.cli.output.RowOutput;
import dev.vane.cli.output.RowSource;
import dev.vane.cli.output.SmallTable;
import dev.vane.cli.status.Metrics;
import dev.vane.cli.status.StatusPage;
import dev.vane.cli.terminal.Console;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what a gateway is doing. */
@Command(
    name = "status",
    description = {
      "Print what a gateway is doing: rates, latencies, queues, memory, errors.",
      "Rates are of the last second, or of the time between two pictures of --watch."
    },
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final long SECOND_MILLIS = 1_000;

  private final Console console;
  @Mixin private MetricsOption metrics = new MetricsOption();
  @Mixin private OutputOption output = new OutputOption();
  @Mixin private WatchOption watch = new WatchOption();

  StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    RowOutput printer = output.open(console);
    Metrics[] last = {metrics.read(console)};
    Thread.sleep(SECOND_MILLIS);
    watch.show(
        console,
        () -> {
          Metrics now = metrics.read(console);
          try (SmallTable page = StatusPage.of(last[0], now)) {
            printer.print(RowSource.of(page.root()));
          }
          last[0] = now;
        });
    return ExitCode.DONE;
  }
}
