package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import dev.vane.cli.serve.RunningGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of every kind, as people have them, into a gateway that is real. */
class IngestFilesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ROWS = "[{\"id\":1,\"name\":\"Größe\"},{\"id\":2,\"name\":null}]";

  @TempDir private static Path folder;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = TestGateway.start(folder, "duckdb");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.csv", "b.tsv", "c.jsonl", "d.json", "e.txt"})
  void textIsReadPlainAndCompressedFromFilesAndFromStandardInput(String name) throws IOException {
    byte[] content = content(name).getBytes(StandardCharsets.UTF_8);
    String stream = name.replace('.', '_');
    Path plain = Files.write(folder.resolve(name), content);
    Path gzip = Files.write(folder.resolve(name + ".gz"), gzip(content));
    Path zstd = Files.write(folder.resolve(name + ".zst"), Zstd.compress(content));

    for (Path file : List.of(plain, gzip, zstd)) {
      CommandRun run = run("ingest", stream, file.toString(), "--mode", "overwrite");
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.err()).contains("id BIGINT, name VARCHAR").contains("Durable: 2 rows");
      assertThat(rows(stream)).isEqualTo(MAPPER.readTree(ROWS));
    }
    if (!name.endsWith(".tsv")) {
      CommandRun piped =
          CommandRun.withInput(
              gzip(content), arguments("ingest", stream, "-", "--mode", "overwrite"));
      assertThat(piped.exitCode()).as(piped.err()).isZero();
      assertThat(rows(stream)).isEqualTo(MAPPER.readTree(ROWS));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"t.parquet", "t.arrow", "t.arrows"})
  void compressedArrowAndParquetAreRead(String name) throws IOException {
    Path plain = folder.resolve(name);
    assertThat(CommandRun.of("generate", "--rows", "20", "-o", plain.toString()).exitCode())
        .isZero();
    Path compressed = Files.write(folder.resolve(name + ".gz"), gzip(Files.readAllBytes(plain)));
    String stream = name.replace('.', '_');

    CommandRun run = run("ingest", stream, compressed.toString(), plain.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(count(stream)).isEqualTo(40);
  }

  @Test
  void foldersAndPatternsGiveTheirFilesInOrder() throws IOException {
    Path input = Files.createDirectories(folder.resolve("input/more"));
    Files.writeString(folder.resolve("input/b.csv"), "n\n2\n");
    Files.writeString(folder.resolve("input/a.csv"), "n\n1\n");
    Files.writeString(input.resolve("c.csv"), "n\n3\n");
    Files.writeString(folder.resolve("input/_SUCCESS.csv"), "n\n4\n");
    Files.writeString(folder.resolve("input/notes.md"), "no rows");

    CommandRun all = run("ingest", "folder", folder.resolve("input").toString(), "-o", "csv");
    assertThat(all.exitCode()).as(all.err()).isZero();
    assertThat(all.out().lines().skip(1).map(line -> Path.of(line.split(",", 2)[0]).getFileName()))
        .map(Path::toString)
        .containsExactly("a.csv", "b.csv", "c.csv");
    CommandRun some = run("ingest", "pattern", folder.resolve("input/*.csv").toString());
    assertThat(some.exitCode()).as(some.err()).isZero();
    assertThat(count("folder")).isEqualTo(3);
    assertThat(count("pattern")).isEqualTo(3);
    Files.createDirectories(folder.resolve("input/day=2"));
    Files.writeString(folder.resolve("input/day=2/d.csv"), "n\n5\n");
    CommandRun divided = run("ingest", "folder", folder.resolve("input").toString());
    assertThat(divided.exitCode()).isEqualTo(2);
    assertThat(divided.err()).contains("day=2");
    CommandRun below = run("ingest", "folder", folder.resolve("input/day=2").toString());
    assertThat(below.exitCode()).as(below.err()).isZero();
    CommandRun none = run("ingest", "nothing", folder.resolve("input/*.parquet").toString());
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err()).contains("*.parquet");
  }

  @Test
  void typesThatAreNamedWinOverThoseThatAreFound() throws IOException {
    Path csv = Files.writeString(folder.resolve("codes.csv"), "code,price\n007,1.5\n008,2.25\n");
    Path json =
        Files.writeString(folder.resolve("codes.jsonl"), "{\"code\":\"007\",\"price\":1.5}\n");
    for (Path file : List.of(csv, json)) {
      String stream = file.getFileName().toString().replace('.', '_');
      CommandRun run =
          run("ingest", stream, file.toString(), "--types", "code=VARCHAR; price=DECIMAL(18, 4)");
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(query("SELECT code, price FROM " + stream + " ORDER BY code LIMIT 1"))
          .isEqualTo("code,price\r\n007,1.5000\r\n");
    }
  }

  @Test
  void schemaNamesAllColumnsAndTheirOrder() throws IOException {
    Path csv = Files.writeString(folder.resolve("s.csv"), "b,a\n1,2\n");
    Path schema =
        Files.writeString(folder.resolve("s.json"), "{\"a\":\"VARCHAR\",\"b\":\"SMALLINT\"}");

    CommandRun run = run("ingest", "s", csv.toString(), "--schema", schema.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run("describe", "s", "-o", "csv").out())
        .isEqualTo("column,type,nullable\r\na,string,yes\r\nb,int16,yes\r\n");
  }

  @Test
  void wrongTypesAreRefusedBeforeAnythingIsSent() throws IOException {
    Path csv = Files.writeString(folder.resolve("w.csv"), "a\n1\n");
    assertThat(run("ingest", "w", csv.toString(), "--types", "a='x'").exitCode()).isEqualTo(2);
    assertThat(run("ingest", "w", csv.toString(), "--types", "a").exitCode()).isEqualTo(2);
    CommandRun unknown = run("ingest", "w", csv.toString(), "--types", "a=BIGINTT");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err()).contains("BIGINTT").contains("Nothing of it was stored");
    CommandRun missing = run("ingest", "w", csv.toString(), "--types", "b=BIGINT");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(run("tables", "-o", "csv").out()).doesNotContain(",w,");
  }

  @Test
  void aLineThatCannotBeReadLeavesNothingAndSaysWhatToDo() throws IOException {
    StringBuilder lines = new StringBuilder("n\n");
    for (int row = 0; row < 60_000; row++) {
      lines.append(row).append('\n');
    }
    lines.append("not a number\n");
    Path csv = Files.writeString(folder.resolve("bad.csv"), lines);

    CommandRun run = run("ingest", "bad", csv.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("bad.csv cannot be read").contains("--types");
    assertThat(run("tables", "-o", "csv").out()).doesNotContain(",bad,");
    CommandRun again = run("ingest", "bad", csv.toString(), "--types", "n=VARCHAR");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(count("bad")).isEqualTo(60_001);
  }

  @Test
  void dryRunShowsColumnsAndRowsAndNeedsNoServer() throws IOException {
    Path csv = Files.writeString(folder.resolve("dry.csv"), "day,amount\n2026-01-31,5\n");
    CommandRun run =
        CommandRun.of(
            "ingest", "dry", csv.toString(), "--dry-run", "--server", "grpc://127.0.0.1:1");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("day")
        .contains("DATE")
        .contains("BIGINT")
        .contains("2026-01-31");
  }

  @Test
  void quietPrintsNothing() throws IOException {
    Path csv = Files.writeString(folder.resolve("quiet.csv"), "n\n1\n");
    CommandRun run = run("ingest", "quiet", csv.toString(), "--quiet");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEmpty();
    assertThat(count("quiet")).isEqualTo(1);
  }

  @Test
  void aFileThatFailsLeavesTheOnesBeforeItDurableAndSaysSo() throws IOException {
    Path good = Files.writeString(folder.resolve("good.csv"), "n\n1\n");
    Path other = Files.writeString(folder.resolve("other.csv"), "m\nx\n");
    CommandRun run = run("ingest", "partly", good.toString(), other.toString());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("Durable: 1 rows").contains("SCHEMA_MISMATCH");
    assertThat(count("partly")).isEqualTo(1);
  }

  @Test
  void beingToldToEndSaysWhatIsDurableAndKeepsNothingOfTheRest() throws Exception {
    Path good = Files.writeString(folder.resolve("first.csv"), "n\n1\n");
    Path pipe = folder.resolve("endless");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    try (VaneProcess ingest =
        VaneProcess.start(
            folder, arguments("ingest", "interrupted", good.toString(), pipe.toString()))) {
      // The second file can be opened for writing once the command has opened it for reading.
      try (var writer = Files.newOutputStream(pipe)) {
        writer.write(0);
        ingest.terminate();
        assertThat(ingest.exitCode()).isEqualTo(143);
      }
      assertThat(ingest.err()).contains("Interrupted.").contains("Durable: 1 rows");
    }
    assertThat(count("interrupted")).isEqualTo(1);
  }

  private static String content(String name) {
    return switch (name.substring(name.lastIndexOf('.'))) {
      case ".tsv" -> "id\tname\n1\tGröße\n2\t\n";
      case ".jsonl" -> "{\"id\": 1, \"name\": \"Größe\"}\n{\"id\": 2, \"name\": null}\n";
      case ".json" -> ROWS;
      default -> "id,name\n1,Größe\n2,\n";
    };
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(content);
    }
    return compressed.toByteArray();
  }

  private static JsonNode rows(String table) throws IOException {
    return MAPPER.readTree(run("scan", table, "--sort", "id", "-o", "json").out());
  }

  private static long count(String table) {
    return Long.parseLong(
        query("SELECT count(*) AS n FROM \"" + table + "\"")
            .lines()
            .skip(1)
            .findFirst()
            .orElseThrow());
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
}
