package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.client.BatchStream;
import dev.vane.client.VaneClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** What the tables hold of the producers of a {@link CrashTest}, held against what they sent. */
final class CrashedTables {
  private static final List<String> TABLES =
      List.of(
          "duckdb.main.crash_duckdb",
          "delta.main.crash_delta",
          "duckdb.main.crash_both",
          "delta.main.crash_both");

  private final VaneClient client;
  private final long seed;

  CrashedTables(VaneClient client, long seed) {
    this.client = client;
    this.seed = seed;
  }

  /**
   * Each producer's rows are the beginning of what it sent, at least as far as it was acknowledged,
   * while it goes on.
   */
  void requireBeginnings(Map<String, Long> acknowledged) {
    for (String table : TABLES) {
      Map<String, Long> missing = new TreeMap<>(acknowledged);
      missing.entrySet().removeIf(each -> each.getValue() < 0 || !isOf(table, each.getKey()));
      if (missing.isEmpty()) {
        continue;
      }
      try (BatchStream answer =
          client.sql(
              "SELECT producer, count(*) AS n, count(DISTINCT batch) AS b, max(batch) AS newest,"
                  + " count(DISTINCT value) AS d, CAST(sum(value) AS BIGINT) AS total FROM "
                  + table
                  + " GROUP BY producer")) {
        while (answer.next()) {
          VectorSchemaRoot root = answer.root();
          for (int row = 0; row < root.getRowCount(); row++) {
            String producer =
                new String(
                    ((VarCharVector) root.getVector("producer")).get(row), StandardCharsets.UTF_8);
            requireBeginning(table, producer, acknowledged.getOrDefault(producer, -1L), root, row);
            missing.remove(producer);
          }
        }
      }
      assertThat(missing).as("acknowledged and not in %s, seed %d", table, seed).isEmpty();
    }
  }

  private void requireBeginning(
      String table, String producer, long acknowledged, VectorSchemaRoot root, int row) {
    String what = "%s in %s, seed %d".formatted(producer, table, seed);
    long batches = number(root, "b", row);
    assertThat(number(root, "newest", row)).as(what).isEqualTo(batches - 1);
    assertThat(batches).as(what).isGreaterThan(acknowledged);
    assertThat(number(root, "n", row)).as(what).isEqualTo(batches * CrashProducer.ROWS);
    assertThat(number(root, "d", row)).as(what).isEqualTo(batches * CrashProducer.ROWS);
    assertThat(number(root, "total", row)).as(what).isEqualTo(CrashProducer.sum(producer, batches));
  }

  private static boolean isOf(String table, String producer) {
    return producer.endsWith(table.substring(table.lastIndexOf('_') + 1));
  }

  /** Each batch that the producer was acknowledged is there once, row by row, and nothing else. */
  void requireOnce(CrashProducer producer) {
    for (String table : TABLES) {
      if (isOf(table, producer.name)) {
        requireOnce(table, producer);
      }
    }
    if (producer.way != CrashProducer.Way.REQUEST) {
      String what = "%s, seed %d".formatted(producer.name, seed);
      var status = client.streamStatus(CrashProducer.stream(producer.backend), producer.name);
      assertThat(status.ackUpToOffset()).as(what).isEqualTo(producer.acknowledged());
      assertThat(status.ackUpToRecords())
          .as(what)
          .isEqualTo((producer.acknowledged() + 1) * CrashProducer.ROWS);
    }
  }

  private void requireOnce(String table, CrashProducer producer) {
    long batches = 0;
    try (BatchStream answer =
        client.sql(
            "SELECT batch, count(*) AS n, count(DISTINCT value) AS d, min(value) AS low, max(value) AS high FROM "
                + table
                + " WHERE producer = ? GROUP BY batch ORDER BY batch",
            producer.name)) {
      while (answer.next()) {
        VectorSchemaRoot root = answer.root();
        for (int row = 0; row < root.getRowCount(); row++) {
          long batch = number(root, "batch", row);
          String what = "%s in %s, batch %d, seed %d".formatted(producer.name, table, batch, seed);
          assertThat(batch).as(what).isEqualTo(batches++);
          assertThat(number(root, "n", row)).as(what).isEqualTo(CrashProducer.ROWS);
          assertThat(number(root, "d", row)).as(what).isEqualTo(CrashProducer.ROWS);
          assertThat(number(root, "low", row))
              .as(what)
              .isEqualTo(CrashProducer.value(producer.name, batch, 0));
          assertThat(number(root, "high", row))
              .as(what)
              .isEqualTo(CrashProducer.value(producer.name, batch, CrashProducer.ROWS - 1));
        }
      }
    }
    assertThat(batches - 1)
        .as("%s in %s, seed %d", producer.name, table, seed)
        .isEqualTo(producer.acknowledged());
  }

  private static long number(VectorSchemaRoot root, String column, int row) {
    return ((BigIntVector) root.getVector(column)).get(row);
  }
}
