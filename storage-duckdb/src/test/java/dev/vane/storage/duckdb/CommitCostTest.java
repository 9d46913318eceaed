package dev.vane.storage.duckdb;

import static dev.vane.spi.TestBatches.INT64;
import static dev.vane.spi.TestBatches.TEXT;
import static dev.vane.spi.TestBatches.field;
import static dev.vane.spi.TestBatches.row;
import static dev.vane.spi.TestBatches.schema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.DuckDbEngineProvider;
import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.StorageHarness;
import dev.vane.spi.TableWriter;
import dev.vane.spi.WriteOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a stream costs the file in transactions, which are the same on every machine. DuckDB's clock
 * of a file ticks at each begin and each commit.
 */
class CommitCostTest {
  private static final Schema COLUMNS = schema(field("id", INT64), field("name", TEXT));
  private static final List<List<@Nullable Object>> ROWS = List.of(row(1L, "one"), row(2L, null));

  private RootAllocator allocator;
  private StorageHarness harness;

  @BeforeEach
  void open(@TempDir Path directory) {
    allocator = new RootAllocator();
    harness =
        new StorageHarness(
            allocator,
            directory,
            new DuckDbEngineProvider(),
            new DuckDbStorageProvider(),
            Map.of());
    harness.write("trades", WriteOptions.append(), COLUMNS, ROWS);
  }

  @AfterEach
  void close() {
    harness.close();
    allocator.close();
  }

  @Test
  void streamIsOneTransactionHoweverManyBatchesAndChunksItHas() {
    long one = ticksOf(1, WriteOptions.append());
    assertThat(ticksOf(50, WriteOptions.append())).isEqualTo(one);
    assertThat(ticksOf(50, WriteOptions.append().withChunkRows(2))).isEqualTo(one);
    assertThat(one)
        .as("one transaction, and one look at the file")
        .isLessThanOrEqualTo(ticksOfOneTransaction() + 1);
  }

  private long ticksOf(int batches, WriteOptions options) {
    long before = clock();
    try (TableWriter writer =
        harness.storage().openWriter(harness.table("trades"), COLUMNS, options)) {
      for (int batch = 0; batch < batches; batch++) {
        harness.append(writer, COLUMNS, ROWS);
      }
      writer.commit(CommitMarks.NONE);
    }
    return clock() - before;
  }

  private long ticksOfOneTransaction() {
    long before = clock();
    try (EngineConnection connection = DuckDbEngine.of(harness.engine()).connect()) {
      connection.begin();
      connection.execute("INSERT INTO duckdb.main.trades VALUES (3, 'three')");
      connection.commit();
    }
    return clock() - before;
  }

  private long clock() {
    try (EngineConnection connection = DuckDbEngine.of(harness.engine()).connect()) {
      connection.execute("USE " + DuckDbStorage.NAME);
      return connection.first("SELECT txid_current()", row -> row.getLong(1)).orElseThrow();
    }
  }
}
