package dev.vane.cli;

import dev.vane.cli.ingest.CtrlC;
import dev.vane.cli.ingest.IngestReport;
import dev.vane.cli.ingest.ResumedFile;
import dev.vane.cli.output.OutputFormat;
import dev.vane.cli.output.RowOutput;
import dev.vane.cli.output.RowSource;
import dev.vane.cli.output.SmallTable;
import dev.vane.cli.source.ColumnTypes;
import dev.vane.cli.source.CountingReader;
import dev.vane.cli.source.InputFiles;
import dev.vane.cli.source.RowFile;
import dev.vane.cli.terminal.Console;
import dev.vane.cli.terminal.Progress;
import dev.vane.client.Producer;
import dev.vane.client.PutReceipt;
import dev.vane.client.ResumeOptions;
import dev.vane.client.ResumedPut;
import dev.vane.client.VaneClient;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.InvalidArrowFileException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends files into a stream, each as one commit. */
@Command(
    name = "ingest",
    description = {
      "Send files into a stream: CSV, TSV, JSON lines, Parquet, Arrow, also as .gz or .zst.",
      "Each file is one commit: it is stored whole or not at all. With --resume it is stored batch by batch."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  vane ingest trades trades.csv.gz",
      "  vane ingest trades 'data/2026-*.parquet'",
      "  zcat trades.csv.gz | vane ingest trades - --types \"id=BIGINT; price=DECIMAL(18, 4)\"",
      "  vane ingest trades trades.csv.gz --resume",
      "  vane ingest trades trades.csv --dry-run"
    })
final class IngestCommand implements Callable<Integer> {
  private final Console console;
  private final IngestReport report = new IngestReport();
  private Map<String, String> told = new LinkedHashMap<>();

  @Parameters(index = "0", paramLabel = "STREAM", description = "The stream to write to.")
  private String stream = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files, patterns, folders; - is standard input.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--dry-run",
      description = "Only say what would be sent: the columns with their types, and first rows.")
  private boolean dryRun;

  @Option(
      names = "--resume",
      description = {
        "Store each file batch by batch, known by its path; the same command goes on where an earlier",
        "one was ended, and a lost connection is made anew. Nothing is stored twice."
      })
  private boolean resume;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing but errors.")
  private boolean quiet;

  @Mixin private InputOptions input = new InputOptions();
  @Mixin private PutOptions put = new PutOptions();
  @Mixin private ServerOption server = new ServerOption();
  @Mixin private OutputOption output = new OutputOption();

  IngestCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    put.check(files.size());
    ColumnTypes types = input.types();
    List<String> found = find();
    put.check(found.size());
    RowOutput printer = output.open(console);
    try (RootAllocator allocator = new RootAllocator()) {
      if (dryRun) {
        for (String file : found) {
          show(file, types, allocator);
        }
        return ExitCode.DONE;
      }
      try (VaneClient client = server.connect(console);
          CtrlC interruption = new CtrlC(console.err())) {
        interruption.watch(report);
        for (String file : found) {
          send(client, file, types, allocator);
        }
      } finally {
        // What is stored stays stored, so its receipts are printed also where a later file failed.
        printReceipts(printer);
      }
    }
    return ExitCode.DONE;
  }

  private List<String> find() throws IOException {
    try {
      return InputFiles.find(files);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private void printReceipts(RowOutput printer) throws IOException {
    if (quiet || report.isEmpty()) {
      return;
    }
    try (SmallTable receipts = report.table()) {
      printer.print(RowSource.of(receipts.root()));
    }
    if (output.format() == OutputFormat.TABLE) {
      console.err().println("Durable: " + report.total());
    }
  }

  private void send(VaneClient client, String name, ColumnTypes types, BufferAllocator allocator)
      throws IOException {
    try (RowFile file = open(name, types, allocator);
        Progress progress = new Progress(console, file.name(), quiet)) {
      tellColumns(file);
      report.begin(file.name());
      CountingReader reader =
          new CountingReader(
              file.reader(),
              allocator,
              rows -> {
                report.goOnUnlessStopped();
                progress.update(rows, file.reader().bytesRead(), file.progress());
              },
              report::sent);
      try (reader) {
        if (resume) {
          resume(client, name, file.name(), reader);
        } else {
          PutReceipt receipt = client.put(put.command(stream), reader);
          report.durable(file.name(), receipt);
          checkCount(file.name(), reader.rows(), receipt.rowsProcessed());
        }
      } finally {
        report.failed();
      }
    } catch (InvalidArrowFileException e) {
      throw unreadable(name, e);
    } catch (IOException e) {
      throw unreadable(name, e);
    } catch (VaneException e) {
      throw unreadable(name, e);
    }
  }

  /** A file is known by its place: who sends it again goes on with it. */
  private void resume(VaneClient client, String path, String name, CountingReader rows)
      throws IOException {
    if (path.equals(InputFiles.STANDARD_INPUT)) {
      throw new UsageException(
          "--resume takes files: standard input can't be read again from its beginning.");
    }
    Producer producer = Producer.of(ResumedFile.producer(Path.of(path).toRealPath()));
    AtomicLong durable =
        new AtomicLong(client.streamStatus(stream, producer.id()).ackUpToRecords());
    if (durable.get() > 0 && !quiet) {
      console.err().printf("%s: goes on after %,d durable rows%n", name, durable.get());
    }
    report.resumable(durable::get);
    ResumedPut done =
        client.putResumable(
            put.command(stream),
            producer,
            rows,
            ResumeOptions.DEFAULT,
            progress -> durable.set(progress.durableRecords()));
    report.durable(name, done.receipt());
    checkCount(name, rows.rows(), done.rows());
  }

  /** A server that took other rows than were sent has not kept this file, whatever it says. */
  private static void checkCount(String file, long sent, long stored) {
    if (stored != sent) {
      throw new IllegalStateException(
          "%s has %,d rows, but the server tells of %,d.".formatted(file, sent, stored));
    }
  }

  private RowFile open(String name, ColumnTypes types, BufferAllocator allocator)
      throws IOException {
    try {
      return name.equals(InputFiles.STANDARD_INPUT)
          ? RowFile.openStandardInput(console.in(), types, allocator)
          : RowFile.open(Path.of(name), types, allocator);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } catch (VaneException e) {
      throw unreadable(name, e);
    }
  }

  /** The columns that were found, once for all files that have the same. */
  private void tellColumns(RowFile file) {
    if (!quiet && file.inferred() && !file.columns().equals(told)) {
      told = file.columns();
      console.err().println(file.name() + ": " + columnsText(told));
    }
  }

  private static String columnsText(Map<String, String> columns) {
    return columns.entrySet().stream()
        .map(column -> column.getKey() + " " + column.getValue())
        .collect(Collectors.joining(", "));
  }

  private void show(String name, ColumnTypes types, BufferAllocator allocator) throws IOException {
    try (RowFile file = open(name, types, allocator);
        SmallTable columns = SmallTable.of().text("column").text("type")) {
      file.columns().forEach(columns::add);
      console.err().println(file.name());
      output.open(console).print(RowSource.of(columns.root()));
      if (output.format() == OutputFormat.TABLE && file.reader().loadNextBatch()) {
        console.out().println();
        try (var first =
            file.reader()
                .getVectorSchemaRoot()
                .slice(0, Math.min(5, file.reader().getVectorSchemaRoot().getRowCount()))) {
          output.open(console).print(RowSource.of(first));
        }
      }
    } catch (VaneException e) {
      throw unreadable(name, e);
    }
  }

  private static IOException unreadable(String name, Exception cause) {
    String reason = cause instanceof VaneException fault ? fault.text() : cause.getMessage();
    return new IOException(
        name
            + " cannot be read: "
            + reason
            + " Nothing of it was stored. --types says what a column is, where its first rows"
            + " mislead; --dry-run shows what is found.",
        cause);
  }
}
