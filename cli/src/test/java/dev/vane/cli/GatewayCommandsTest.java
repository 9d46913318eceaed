package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vane.cli.serve.RunningGateway;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a gateway that is real, with the default settings. */
class GatewayCommandsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int TRADES = 5_000;

  @TempDir private static Path folder;
  private static RunningGateway gateway;

  @BeforeAll
  static void startWithTrades() {
    gateway = TestGateway.start(folder, "delta");
    CommandRun.of("generate", "--rows", Integer.toString(TRADES), "-o", file("trades.parquet"));
    assertThat(run("ingest", "trades", file("trades.parquet")).exitCode()).isZero();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void ingestPrintsAReceiptForEachFile() throws IOException {
    CommandRun.of("generate", "--rows", "100", "-o", file("a.arrow"));
    CommandRun.of("generate", "--rows", "50", "-o", file("b.arrows"));
    CommandRun run = run("ingest", "both", file("a.arrow"), file("b.arrows"), "-o", "json");

    assertThat(run.err()).isEmpty();
    JsonNode receipts = MAPPER.readTree(run.out());
    assertThat(receipts).hasSize(2);
    assertThat(receipts.get(0).path("rows").asInt()).isEqualTo(100);
    assertThat(receipts.get(1).path("table").asText()).isEqualTo("delta.main.both");
    assertThat(query("SELECT count(symbol) AS n FROM \"both\"")).isEqualTo("n\r\n150\r\n");
  }

  @Test
  void ingestReadsStandardInputInEveryFormat() throws IOException {
    for (String name : List.of("in.parquet", "in.arrow", "in.arrows")) {
      CommandRun.of("generate", "--rows", "10", "-o", file(name));
      byte[] bytes = Files.readAllBytes(folder.resolve(name));
      CommandRun run =
          CommandRun.withInput(bytes, arguments("ingest", "--table", "piped", "piped", "-"));
      assertThat(run.err()).startsWith("Durable: 10 rows").hasLineCount(1);
      assertThat(run.exitCode()).isZero();
    }
    assertThat(query("SELECT count(symbol) AS n FROM piped")).isEqualTo("n\r\n30\r\n");
  }

  @Test
  void ingestOfABrokenFileKeepsNothingAndSaysSo() throws IOException {
    Path broken = folder.resolve("broken.arrows");
    CommandRun.of("generate", "--rows", "70000", "-o", broken.toString());
    byte[] whole = Files.readAllBytes(broken);
    Files.write(broken, Arrays.copyOf(whole, whole.length - 1_000));

    CommandRun run = run("ingest", "broken", broken.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("broken.arrows").contains("Nothing of it was stored");
    assertThat(run("tables", "broken").exitCode()).isEqualTo(3);
  }

  @Test
  void overwriteTakesOneFileBecauseTheSecondWouldReplaceTheFirst() {
    CommandRun run = run("ingest", "trades", "--mode", "overwrite", "a.parquet", "b.parquet");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--mode append");
  }

  @Test
  void overwriteWithAConditionReplacesPartitions() {
    CommandRun made =
        csv("day,n\n2026-01-01,1\n2026-01-02,2\n", "--partition-by", "day", "--auto-compact", "20");
    assertThat(made.exitCode()).isZero();
    CommandRun replaced =
        csv("day,n\n2026-01-02,5\n", "--mode", "overwrite", "--filter", "day = 2026-01-02");
    assertThat(replaced.exitCode()).as(replaced.err()).isZero();
    assertThat(query("SELECT n FROM days ORDER BY n")).isEqualTo("n\r\n1\r\n5\r\n");
    assertThat(run("delta", "describe", "days").out()).contains("vane.autoCompact.minNumFiles");
    CommandRun refused = csv("day,n\n2026-01-02,5\n", "--mode", "overwrite", "--filter", "n = 5");
    assertThat(refused.err()).contains("partition columns");
    assertThat(csv("day,n\n2026-01-02,5\n", "--filter", "day = 2026-01-02").exitCode()).isNotZero();
  }

  /** Sends rows to a table that is divided into days. */
  private static CommandRun csv(String text, String... options) {
    List<String> command = new ArrayList<>(List.of("ingest", "days", "-"));
    command.addAll(List.of(options));
    return CommandRun.withInput(
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        arguments(command.toArray(String[]::new)));
  }

  @Test
  void tablesListsAndDescribes() {
    assertThat(run("tables").out()).contains("delta    main    trades").contains("5,000");
    assertThat(run("tables", "trades").out()).contains("notional").contains("decimal128(18, 2)");
  }

  @Test
  void deltaCommandsLookAfterATable() throws IOException {
    CommandRun.of("generate", "--rows", "100", "-o", file("care.parquet"));
    for (int count = 0; count < 3; count++) {
      run("ingest", "care", file("care.parquet"));
    }
    assertThat(run("delta", "list").out()).contains("care").contains("300");
    assertThat(run("delta", "describe", "care").out())
        .contains("delta.checkpointInterval")
        .contains("reader 1, writer 2");
    assertThat(run("delta", "history", "care", "-o", "csv").out().lines()).hasSize(4);
    JsonNode optimized = MAPPER.readTree(run("delta", "optimize", "care", "-o", "json").out());
    assertThat(optimized.get(0).path("rows_added").asLong()).isEqualTo(300);
    assertThat(optimized.get(0).path("files_removed").asLong()).isEqualTo(3);
    JsonNode deleted =
        MAPPER.readTree(
            run("delta", "delete", "care", "--filter", "quantity >= 0", "-o", "json").out());
    assertThat(deleted.get(0).path("rows_removed").asLong()).isEqualTo(300);
    assertThat(query("SELECT count(symbol) AS n FROM care")).isEqualTo("n\r\n0\r\n");
    run("delta", "restore", "care", "--to-version", "1");
    assertThat(query("SELECT count(symbol) AS n FROM care")).isEqualTo("n\r\n200\r\n");
    assertThat(run("delta", "checkpoint", "care").out()).contains("yes");
    CommandRun refused = run("delta", "vacuum", "care", "--retention-hours", "0");
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err()).contains("--force").contains("RETENTION_UNSAFE");
    CommandRun planned =
        run("delta", "vacuum", "care", "--retention-hours", "0", "--force", "--dry-run");
    assertThat(planned.out().lines().filter(line -> line.contains(".parquet"))).hasSize(2);
    assertThat(run("delta", "vacuum", "care", "--retention-hours", "0", "--force").exitCode())
        .isZero();
    assertThat(query("SELECT count(symbol) AS n FROM care")).isEqualTo("n\r\n200\r\n");
    assertThat(run("delta", "optimize", "care", "--zorder", "nothing").exitCode()).isEqualTo(3);
    assertThat(run("delta", "convert", "nothing").exitCode()).isEqualTo(3);
    assertThat(run("delta", "restore", "care").exitCode()).isEqualTo(2);
  }

  @Test
  void anUnknownTableIsRefusedByTheServer() {
    CommandRun run = run("tables", "trade");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("TABLE_NOT_FOUND").contains("under the id");
  }

  @Test
  void queryPrintsEachForm() throws IOException {
    String sql = "SELECT 1234567 AS n, 'a,b' AS t, NULL::INTEGER AS nothing, [1, 2] AS l";
    assertThat(run("query", sql, "-o", "csv").out())
        .isEqualTo("n,t,nothing,l\r\n1234567,\"a,b\",,\"[1, 2]\"\r\n");
    assertThat(MAPPER.readTree(run("query", sql, "-o", "json").out()))
        .isEqualTo(MAPPER.readTree("[{\"n\":1234567,\"t\":\"a,b\",\"nothing\":null,\"l\":[1,2]}]"));
    assertThat(run("query", sql).out()).contains("1,234,567");
    try (RootAllocator allocator = new RootAllocator();
        ArrowStreamReader reader =
            new ArrowStreamReader(
                new ByteArrayInputStream(run("query", sql, "-o", "arrow").bytes()), allocator)) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(reader.getVectorSchemaRoot().getVector("n").getObject(0)).isEqualTo(1_234_567);
    }
  }

  @Test
  void queryBindsParameters() {
    assertThat(run("query", "SELECT ? || '!' AS t", "--parameter", "it's", "-o", "csv").out())
        .isEqualTo("t\r\nit's!\r\n");
  }

  @Test
  void aWrongStatementIsRefusedByTheServer() {
    CommandRun run = run("query", "SELEC 1");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("QUERY_INVALID");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void pivotByOptionsEqualsPivotBySpec() throws IOException {
    Path spec = folder.resolve("spec.json");
    Files.writeString(
        spec,
        """
        {"table": "trades", "rows": ["region"], "columns": ["side"],
         "measures": [{"agg": "sum", "field": "notional"}, {"agg": "count"}],
         "filters": [{"field": "asset_class", "op": "!=", "value": "FX"}],
         "totals": {"rows": "after", "columns": "after"}}
        """);
    CommandRun bySpec = run("pivot", "--spec", spec.toString(), "-o", "csv");
    CommandRun byOptions =
        run(
            "pivot",
            "trades",
            "--rows",
            "region",
            "--columns",
            "side",
            "--measures",
            "sum:notional,count",
            "--filter",
            "asset_class != FX",
            "--totals",
            "-o",
            "csv");
    assertThat(bySpec.err()).isEmpty();
    assertThat(bySpec.out().lines()).hasSize(5);
    assertThat(byOptions.out()).isEqualTo(bySpec.out());
  }

  @Test
  void pivotSetsTheTotalApart() {
    CommandRun run = run("pivot", "trades", "--rows", "region", "--measures", "count", "--totals");
    assertThat(run.out().lines().toList()).hasSize(7).element(5).asString().startsWith("─");
    assertThat(run.out().lines().toList().get(6)).startsWith("total").endsWith("5,000");
  }

  @Test
  void explainTellsTheStatementTheLevelsAndWhichHalfAnswered() {
    CommandRun run =
        run("pivot", "trades", "--rows", "region,side", "--measures", "count", "--explain");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("answered by", "heavy query", "SELECT ", "2 x 0");
  }

  @Test
  void anUnknownFieldNamesTheNearest() {
    CommandRun run = run("pivot", "trades", "--rows", "regoin", "--measures", "count");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("FIELD_UNKNOWN").contains("region");
  }

  @Test
  void pivotByMonthsIsABucket() {
    CommandRun run = run("pivot", "trades", "--rows", "ts:month", "--measures", "count");
    assertThat(run.exitCode()).as(run.err()).isIn(0, 3);
    assertThat(run.err()).doesNotContain("FIELD_UNKNOWN");
  }

  @Test
  void scanTakesColumnsConditionsOrderAndLimit() {
    assertThat(
            run(
                    "scan",
                    "trades",
                    "--columns",
                    "trade_id",
                    "--sort",
                    "trade_id:desc",
                    "--limit",
                    "2",
                    "--filter",
                    "trade_id < 10",
                    "-o",
                    "csv")
                .out())
        .isEqualTo("trade_id\r\n9\r\n8\r\n");
    assertThat(run("scan", "trades", "--as-of", "99").exitCode()).isEqualTo(3);
  }

  @Test
  void drillLeadsFromACellToItsRows() {
    String[] pivot = {"--rows", "region", "--columns", "side", "--measures", "count"};
    String cell =
        run(ofCell(
                "pivot",
                pivot,
                "--filter",
                "region = EMEA",
                "--filter",
                "side = BUY",
                "-o",
                "json"))
            .out();
    String rows =
        run(ofCell(
                "drill",
                pivot,
                "--row",
                "EMEA",
                "--column",
                "BUY",
                "--fields",
                "region,side",
                "-o",
                "csv"))
            .out();
    long count = rows.lines().skip(1).count();
    assertThat(rows.lines().skip(1).distinct()).containsExactly("EMEA,BUY");
    assertThat(cell).contains(":" + count);
    assertThat(
            run(ofCell(
                    "drill",
                    pivot,
                    "--fields",
                    "trade_id",
                    "--order",
                    "trade_id:desc",
                    "--first",
                    "1",
                    "-o",
                    "csv"))
                .out())
        .isEqualTo(
            run(
                    "scan",
                    "trades",
                    "--columns",
                    "trade_id",
                    "--sort",
                    "trade_id:desc",
                    "--limit",
                    "1",
                    "-o",
                    "csv")
                .out());
    assertThat(run(ofCell("drill", pivot, "--measure", "cuont")).exitCode()).isEqualTo(3);
  }

  private static String[] ofCell(String command, String[] pivot, String... others) {
    return Stream.of(Stream.of(command, "trades"), Stream.of(pivot), Stream.of(others))
        .flatMap(part -> part)
        .toArray(String[]::new);
  }

  @Test
  void describeTellsColumnsRowsAndVersion() {
    assertThat(run("describe", "trades").out())
        .startsWith("delta.main.trades, 5,000 rows")
        .contains("notional");
  }

  @Test
  void parquetGoesToAPipe() throws IOException {
    Path parquet = folder.resolve("out.parquet");
    Files.write(parquet, run("query", "SELECT 1 AS n UNION ALL SELECT 2", "-o", "parquet").bytes());
    assertThat(run("ingest", "from_parquet", parquet.toString()).exitCode()).isZero();
    assertThat(query("SELECT sum(n)::BIGINT AS n FROM from_parquet")).isEqualTo("n\r\n3\r\n");
  }

  @Test
  void statusAndStreamsReadTheMetrics() throws IOException {
    String http = gateway.httpUri().orElseThrow();
    CommandRun status = run("status", "--http", http);
    assertThat(status.exitCode()).as(status.err()).isZero();
    assertThat(status.out()).contains("ready").contains("streams open").contains("of 256");
    CommandRun streams = run("streams", "--http", http, "-o", "json");
    JsonNode trades =
        MAPPER.readTree(streams.out()).findParents("stream").stream()
            .filter(stream -> stream.get("stream").asText().equals("trades"))
            .findFirst()
            .orElseThrow();
    assertThat(trades.get("rows_durable").asLong()).isEqualTo(TRADES);
    assertThat(run("status", "--http", "http://127.0.0.1:1").err()).contains("--http");
  }

  @Test
  void watchShowsAgainUntilItIsToldToEnd() throws Exception {
    try (VaneProcess watch =
        VaneProcess.start(
            folder,
            arguments("pivot", "trades", "--measures", "count", "--watch", "0.05", "-o", "csv"))) {
      watch.awaitOutput("_depth", 3);
      watch.terminate();
      assertThat(watch.exitCode()).isEqualTo(143);
    }
  }

  private static String query(String sql) {
    return run("query", sql, "-o", "csv").out();
  }

  private static CommandRun run(String... arguments) {
    return CommandRun.of(arguments(arguments));
  }

  private static String[] arguments(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--server");
    all.add(gateway.flightUri());
    return all.toArray(String[]::new);
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }
}
