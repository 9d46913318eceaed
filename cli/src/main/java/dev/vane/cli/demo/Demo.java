package dev.vane.cli.demo;

import dev.vane.cli.output.RowSource;
import dev.vane.cli.output.TableOutput;
import dev.vane.cli.serve.RunningGateway;
import dev.vane.cli.source.CountingReader;
import dev.vane.cli.terminal.Console;
import dev.vane.cli.terminal.Progress;
import dev.vane.cli.trades.TradeReader;
import dev.vane.client.BatchStream;
import dev.vane.client.PutCommand;
import dev.vane.client.PutReceipt;
import dev.vane.client.VaneClient;
import dev.vane.config.ConfigurationLoader;
import dev.vane.config.ConfigurationSources;
import dev.vane.config.Machine;
import dev.vane.config.VaneConfiguration;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.RootAllocator;

/** Shows a gateway from start to stop: rows in, questions, metrics; nothing stays behind. */
public final class Demo {
  private static final long SEED = 42;
  private static final List<String> SHOWN_METRICS =
      List.of(
          "vane_rows_processed_total{",
          "vane_ingest_latency_seconds_count{",
          "vane_ingest_latency_seconds_sum{",
          "vane_active_connections{");

  private final Console console;
  private final PrintStream out;
  private final long rows;

  public Demo(Console console, long rows) {
    this.console = console;
    this.out = console.out();
    this.rows = rows;
  }

  /** Runs it. */
  public void run(Machine machine) throws IOException, InterruptedException {
    TemporaryDirectory directory = TemporaryDirectory.create();
    // Also where it is interrupted.
    Thread cleaner = new Thread(() -> clean(directory), "vane-demo-clean");
    Runtime.getRuntime().addShutdownHook(cleaner);
    try (directory;
        RunningGateway gateway = RunningGateway.start(configuration(directory.path(), machine))) {
      out.printf("A gateway with its default settings%n");
      out.printf("  Flight   %s%n", gateway.flightUri());
      out.printf("  Metrics  %s/metrics%n%n", gateway.httpUri().orElse(""));
      try (VaneClient client = VaneClient.connect(gateway.flightUri())) {
        out.printf("%,d trades, streamed over Flight into two tables%n", rows);
        ingest(client, "duckdb", Question.DUCKDB_TABLE);
        ingest(client, "delta", Question.DELTA_TABLE);
        for (Question question : Question.ALL) {
          ask(client, question);
        }
      }
      showMetrics(gateway);
    }
    Runtime.getRuntime().removeShutdownHook(cleaner);
    out.print(
        """

        All of it is gone again. To go on:
          ./vane serve                                     a gateway that keeps its data
          ./vane generate --output trades.parquet          the same trades, in a file
          ./vane ingest trades trades.parquet              into the gateway
          ./vane pivot trades --rows region,desk --columns side --measures sum:notional,count --totals
          ./vane query "SELECT symbol, sum(pnl) FROM trades GROUP BY symbol"
        """);
  }

  private static VaneConfiguration configuration(Path directory, Machine machine) {
    Map<String, String> flags =
        Map.of("data_dir", directory.toString(), "flight.port", "0", "http.port", "0");
    return ConfigurationLoader.load(
            new ConfigurationSources(Optional.empty(), Map.of(), flags, machine))
        .configuration();
  }

  private void ingest(VaneClient client, String backend, String table) throws IOException {
    PutCommand command = PutCommand.builder(table).storageBackend(backend).build();
    try (RootAllocator allocator = new RootAllocator();
        Progress progress = new Progress(console, "  " + table, false);
        TradeReader trades = new TradeReader(allocator, rows, SEED);
        CountingReader counted =
            new CountingReader(
                trades,
                allocator,
                sent -> progress.update(sent, -1, sent / (double) Math.max(1, rows)))) {
      PutReceipt receipt = client.put(command, counted);
      double seconds = progress.seconds();
      progress.clear();
      out.printf(
          "  %-26s %,d rows in %.1f s, %,.0f rows/s, %,.0f MB/s, durable%n",
          String.join(".", receipt.table()),
          receipt.rowsProcessed(),
          seconds,
          receipt.rowsProcessed() / seconds,
          trades.bytesRead() / 1e6 / seconds);
    }
  }

  private void ask(VaneClient client, Question question) throws IOException {
    long start = System.nanoTime();
    try (BatchStream answer = client.query(question.spec())) {
      out.printf("%n%s%n%n", question.title());
      new TableOutput(out, out, console.outIsTerminal() ? console.width() : 0)
          .print(RowSource.of(answer));
    }
    out.printf("%nanswered in %,d ms%n", (System.nanoTime() - start) / 1_000_000);
  }

  private void showMetrics(RunningGateway gateway) throws IOException, InterruptedException {
    URI address = URI.create(gateway.httpUri().orElseThrow() + "/metrics");
    String metrics =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
            .body();
    out.printf("%nWhat Prometheus sees, some of %,d lines%n", metrics.lines().count());
    metrics
        .lines()
        .filter(line -> SHOWN_METRICS.stream().anyMatch(line::startsWith))
        .forEach(line -> out.println("  " + line));
  }

  private static void clean(TemporaryDirectory directory) {
    try {
      directory.close();
    } catch (IOException e) {
      System.err.println("vane: " + directory.path() + " could not be removed: " + e.getMessage());
    }
  }
}
