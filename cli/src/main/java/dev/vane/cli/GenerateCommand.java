package dev.vane.cli;

import dev.vane.cli.source.CountingReader;
import dev.vane.cli.terminal.Console;
import dev.vane.cli.terminal.Progress;
import dev.vane.cli.trades.TradeReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes made-up trades to a file. */
@Command(
    name = "generate",
    description = {
      "Write made-up trades to a file; the same seed gives the same rows.",
      "The file's name says its format: .parquet, .arrow, .arrows, .csv or .json."
    },
    mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many trades (default: ${DEFAULT-VALUE}).")
  private long rows;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Which trades (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "trades.parquet",
      description = "The file (default: ${DEFAULT-VALUE}); - writes an Arrow stream to the output.")
  private String output = "";

  GenerateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (rows < 0) {
      throw new UsageException("--rows must not be negative.");
    }
    if (output.equals("-") && console.outIsTerminal()) {
      throw new UsageException(
          "An Arrow stream is not for a terminal. Name a file: vane generate --output trades.arrows");
    }
    TradeFile format = TradeFile.of(output);
    try (RootAllocator allocator = new RootAllocator();
        Progress progress = new Progress(console, "trades", false);
        ArrowReader trades = new TradeReader(allocator, rows, seed);
        CountingReader counted =
            new CountingReader(
                trades,
                allocator,
                made -> progress.update(made, -1, rows == 0 ? 1 : made / (double) rows))) {
      if (output.equals("-")) {
        format.write(counted, console.out());
      } else {
        format.write(counted, Path.of(output));
      }
    }
    console.err().printf("%,d trades written to %s%n", rows, output);
    return ExitCode.DONE;
  }
}
