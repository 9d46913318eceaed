package dev.vane.benchmarks;

import dev.vane.gateway.query.Answer;
import dev.vane.gateway.query.Cancellation;
import dev.vane.gateway.query.QueryService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A question from its command to its last batch, below the wire: a scan of a million rows, the same
 * through SQL, and a pivot whose cube is computed once and then kept.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-opens=java.base/java.nio=ALL-UNNAMED"})
public class ReadBenchmark {
  private static final int BATCHES = 16;
  private static final int BATCH_ROWS = 65_536;

  /** Where the rows are. */
  @Param({"duckdb", "delta"})
  public String backend = "duckdb";

  /** What is asked. */
  @Param({
    "{\"table\": \"t\"}",
    "{\"sql\": \"SELECT * FROM t\"}",
    "{\"sql\": \"SELECT symbol, sum(price) FROM t GROUP BY ALL\"}",
    "{\"table\": \"t\", \"rows\": [\"symbol\"], \"measures\": [{\"field\": \"price\", \"agg\": \"sum\"}], \"totals\": true}"
  })
  public String question = "";

  @SuppressWarnings("NullAway.Init") // Set before the first iteration.
  private GatewayState state;

  @Setup(Level.Trial)
  public void open() throws IOException {
    state = new GatewayState();
    state.put("t", backend, BATCHES, BATCH_ROWS);
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    state.close();
  }

  @Benchmark
  public long answer() {
    QueryService queries = state.gateway().queries();
    long rows = 0;
    try (Answer answer =
        queries.open(
            queries.parse(question.getBytes(StandardCharsets.UTF_8)), new Cancellation())) {
      while (answer.next()) {
        rows += answer.batch().getRowCount();
      }
    }
    return rows;
  }
}
