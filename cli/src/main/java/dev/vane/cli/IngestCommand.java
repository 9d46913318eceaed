package dev.vane.cli;

import dev.vane.cli.output.RowOutput;
import dev.vane.cli.output.RowSource;
import dev.vane.cli.output.SmallTable;
import dev.vane.cli.source.CountingReader;
import dev.vane.cli.source.RowFile;
import dev.vane.cli.terminal.Console;
import dev.vane.cli.terminal.Progress;
import dev.vane.client.PutReceipt;
import dev.vane.client.VaneClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.InvalidArrowFileException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sends files into a stream, each as one commit. */
@Command(
    name = "ingest",
    description = {
      "Send Parquet and Arrow files into a stream.",
      "Each file is one commit: it is stored whole or not at all."
    },
    mixinStandardHelpOptions = true)
final class IngestCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "STREAM", description = "The stream to write to.")
  private String stream = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Parquet, Arrow file or Arrow stream; - is standard input.")
  private List<String> files = new ArrayList<>();

  @Mixin private PutOptions put = new PutOptions();
  @Mixin private ServerOption server = new ServerOption();
  @Mixin private OutputOption output = new OutputOption();

  IngestCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    put.check(files.size());
    for (String file : files) {
      if (!file.equals("-") && !Files.isReadable(Path.of(file))) {
        throw new java.nio.file.NoSuchFileException(file);
      }
    }
    RowOutput printer = output.open(console);
    try (SmallTable receipts =
            SmallTable.of()
                .text("file")
                .text("table")
                .number("rows")
                .number("version")
                .number("milliseconds");
        RootAllocator allocator = new RootAllocator();
        VaneClient client = server.connect()) {
      try {
        for (String file : files) {
          PutReceipt receipt = send(client, file, allocator);
          receipts.add(
              file,
              String.join(".", receipt.table()),
              receipt.rowsProcessed(),
              receipt.version().isPresent() ? receipt.version().getAsLong() : null,
              receipt.duration().toMillis());
        }
      } finally {
        // What is stored stays stored, so its receipts are printed also where a later file failed.
        if (receipts.rows() > 0) {
          printer.print(RowSource.of(receipts.root()));
        }
      }
    }
    return ExitCode.DONE;
  }

  private PutReceipt send(VaneClient client, String name, BufferAllocator allocator)
      throws IOException {
    try (RowFile file =
            name.equals("-")
                ? RowFile.openStandardInput(console.in(), allocator)
                : RowFile.open(Path.of(name), allocator);
        Progress progress = new Progress(console, file.name());
        CountingReader reader =
            new CountingReader(
                file.reader(), allocator, rows -> progress.update(rows, file.progress()))) {
      return client.put(put.command(stream), reader);
    } catch (InvalidArrowFileException e) {
      throw unreadable(name, e);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static IOException unreadable(String name, Exception cause) {
    return new IOException(
        name
            + " cannot be read as Parquet, Arrow file or Arrow stream: "
            + cause.getMessage()
            + " Nothing of it was stored.",
        cause);
  }
}
