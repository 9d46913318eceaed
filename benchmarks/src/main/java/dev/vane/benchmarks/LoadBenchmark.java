package dev.vane.benchmarks;

import java.io.IOException;
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
 * One stream from its opening to its durable commit, below the wire: small ones are the cost of a
 * commit, large ones that of the rows. The figure includes making the batches.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-opens=java.base/java.nio=ALL-UNNAMED"})
public class LoadBenchmark {
  private static final int MAX_BATCH_ROWS = 65_536;

  /** Where the rows go. */
  @Param({"duckdb", "delta"})
  public String backend = "duckdb";

  /** Rows of one stream. */
  @Param({"100", "1000", "10000", "1000000"})
  public int rows;

  @SuppressWarnings("NullAway.Init") // Set before each iteration.
  private GatewayState state;

  @Setup(Level.Iteration)
  public void open() throws IOException {
    state = new GatewayState();
  }

  @TearDown(Level.Iteration)
  public void close() throws IOException {
    state.close();
  }

  @Benchmark
  public long commitStream() {
    int batchRows = Math.min(rows, MAX_BATCH_ROWS);
    return state.put("t", backend, Math.max(1, rows / batchRows), batchRows);
  }
}
