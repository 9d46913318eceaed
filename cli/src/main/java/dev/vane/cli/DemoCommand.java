package dev.vane.cli;

import dev.vane.cli.demo.Demo;
import dev.vane.cli.terminal.Console;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows a gateway from start to stop. */
@Command(
    name = "demo",
    description = "Show it all: start a gateway, stream trades in, ask, and leave nothing behind.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many trades (default: ${DEFAULT-VALUE}).")
  private long rows;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rows < 1) {
      throw new UsageException("--rows must be at least 1.");
    }
    new Demo(console, rows).run(ConfigurationOptions.machine());
    return ExitCode.DONE;
  }
}
