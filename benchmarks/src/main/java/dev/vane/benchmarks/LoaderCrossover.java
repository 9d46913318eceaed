package dev.vane.benchmarks;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.ingest.ArrowChunk;
import dev.vane.duckdb.ingest.ChunkBuffer;
import dev.vane.spi.EngineContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;

/**
 * Where the appender and the statement over an Arrow stream cost the same, and how many row groups
 * one statement should take: the figures of "Loading into DuckDB" in ARCHITECTURE.md. The ways take
 * turns within each round; printed are medians with the first and the third quartile. After {@code
 * mvn -pl benchmarks -am -DskipTests package}:
 *
 * <pre>
 * java --add-opens=java.base/java.nio=ALL-UNNAMED -cp "benchmarks/target/classes:benchmarks/target/lib/*" \
 *   dev.vane.benchmarks.LoaderCrossover</pre>
 */
public final class LoaderCrossover implements AutoCloseable {
  private static final int[] COMMIT_ROWS = {1, 10, 50, 100, 200, 350, 500, 1_000, 2_000, 5_000};
  private static final int COMMIT_ROUNDS = 101;
  private static final int WARM_UP_ROUNDS = 30;
  private static final int[] BATCH_ROWS = {10_000, 65_536, 122_880};
  private static final int[] ROW_GROUPS = {1, 2, 4, 8};
  private static final int ROW_GROUP = 122_880;
  private static final int LOAD_ROWS = 16 * ROW_GROUP;
  private static final int LOAD_ROUNDS = 7;
  private static final String TABLE = "measured.main.t";

  private final Path directory = Files.createTempDirectory("vane-loader");
  private final BufferAllocator allocator = new RootAllocator();
  private final DuckDbEngine engine;

  private LoaderCrossover() throws IOException {
    Path spill = Files.createDirectory(directory.resolve("spill"));
    engine =
        DuckDbEngine.open(
            new EngineContext(
                allocator,
                List.of(directory),
                spill,
                2L << 30,
                Runtime.getRuntime().availableProcessors()));
    run("ATTACH '" + directory.resolve("measured.duckdb") + "' AS measured");
  }

  /** Prints both tables; takes no arguments. */
  public static void main(String[] arguments) throws IOException {
    try (LoaderCrossover measurement = new LoaderCrossover()) {
      measurement.printCommits();
      measurement.printLoads();
    }
  }

  private void printCommits() {
    List<String> ways = List.of("Arrow stream", "appender");
    System.out.printf("ms for one commit%n%8s %22s %22s%n", "rows", ways.get(0), ways.get(1));
    run("CREATE TABLE " + TABLE + " " + LoadBatches.COLUMNS);
    for (int rows : COMMIT_ROWS) {
      printRow(
          rows,
          ways.size(),
          COMMIT_ROUNDS,
          WARM_UP_ROUNDS,
          way ->
              load(
                  rows,
                  rows,
                  rows,
                  (connection, chunk) -> {
                    if (way == 0) {
                      insert(connection, chunk);
                    } else if (!connection.append(chunk, "measured", "main", "t")) {
                      throw new IllegalStateException("The appender refused the chunk");
                    }
                  }));
    }
    run("DROP TABLE " + TABLE);
  }

  private void printLoads() {
    System.out.printf(
        "%nms for %,d rows in one commit, by row groups in one statement%n%8s", LOAD_ROWS, "batch");
    IntStream.of(ROW_GROUPS).forEach(groups -> System.out.printf(" %22d", groups));
    System.out.println();
    for (int batchRows : BATCH_ROWS) {
      printRow(
          batchRows,
          ROW_GROUPS.length,
          LOAD_ROUNDS,
          1,
          way -> {
            run("CREATE TABLE " + TABLE + " " + LoadBatches.COLUMNS);
            long chunkRows = (long) ROW_GROUPS[way] * ROW_GROUP;
            double time = load(LOAD_ROWS, batchRows, chunkRows, LoaderCrossover::insert);
            run("DROP TABLE " + TABLE, "CHECKPOINT measured");
            return time;
          });
    }
  }

  private interface Way {
    double milliseconds(int way);
  }

  private interface Loader {
    void load(EngineConnection connection, ArrowChunk chunk);
  }

  private static void printRow(int label, int ways, int rounds, int warmUp, Way measured) {
    List<List<Double>> times = new ArrayList<>();
    IntStream.range(0, ways).forEach(way -> times.add(new ArrayList<>()));
    for (int round = -warmUp; round < rounds; round++) {
      for (int way = 0; way < ways; way++) {
        double time = measured.milliseconds(way);
        if (round >= 0) {
          times.get(way).add(time);
        }
      }
    }
    System.out.printf("%8d", label);
    for (List<Double> ofWay : times) {
      double[] sorted = ofWay.stream().mapToDouble(time -> time).sorted().toArray();
      System.out.printf(
          " %22s",
          "%.2f (%.2f-%.2f)"
              .formatted(
                  sorted[sorted.length / 2],
                  sorted[sorted.length / 4],
                  sorted[sorted.length * 3 / 4]));
    }
    System.out.println();
  }

  /** One transaction, from its beginning to its durable end; the making of batches left out. */
  private double load(int rows, int batchRows, long chunkRows, Loader loader) {
    List<VectorSchemaRoot> batches = LoadBatches.of(rows, batchRows, allocator);
    int columns = batches.get(0).getFieldVectors().size();
    try (EngineConnection connection = engine.connectToLoad();
        ChunkBuffer buffer =
            new ChunkBuffer(
                allocator,
                columns,
                chunkRows,
                Long.MAX_VALUE,
                chunk -> {
                  try (chunk) {
                    loader.load(connection, chunk);
                  }
                })) {
      long start = System.nanoTime();
      connection.begin();
      for (VectorSchemaRoot batch : batches) {
        buffer.add(batch, new MapDictionaryProvider());
      }
      buffer.flush();
      connection.commit();
      return (System.nanoTime() - start) / 1e6;
    } finally {
      batches.forEach(VectorSchemaRoot::close);
    }
  }

  private static void insert(EngineConnection connection, ArrowChunk chunk) {
    connection.consume(
        chunk,
        view ->
            "INSERT INTO %s SELECT %s FROM %s"
                .formatted(TABLE, String.join(", ", chunk.columns()), view));
  }

  private void run(String... statements) {
    try (EngineConnection connection = engine.connect()) {
      Arrays.asList(statements).forEach(connection::execute);
    }
  }

  @Override
  public void close() throws IOException {
    run("DETACH measured");
    engine.close();
    allocator.close();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
