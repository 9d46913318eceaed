package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaHouse.table;
import static dev.vane.storage.delta.DeltaStorageTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.AsOf;
import dev.vane.spi.ColumnCondition;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.TableWriter;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpsertTest {
  private static final WriteOptions BY_K = WriteOptions.upsert(List.of("k"));

  private DeltaHouse house;

  @BeforeEach
  void open(@TempDir Path temporary) {
    house = new DeltaHouse(temporary);
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void rowsOfTheSameKeyAreReplacedAndOthersAdded() {
    house.write("t", "SELECT i AS k, 'old' AS v FROM range(10) r(i)", BY_K);
    house.write("t", "SELECT i AS k, 'old' AS v FROM range(10, 20) r(i)", BY_K);
    house.write("t", "SELECT i AS k, 'new' AS v FROM range(8, 10) r(i)", BY_K);

    assertThat(house.query("SELECT count(*), count(DISTINCT k) FROM {}", "t", AsOf.LATEST))
        .containsExactly("20|20");
    assertThat(house.query("SELECT k FROM {} WHERE v = 'new' ORDER BY 1", "t", AsOf.LATEST))
        .containsExactly("8", "9");
    assertThat(house.rowCount("t")).isEqualTo(20);
    assertThat(house.commit("t", 2))
        .contains("\"operation\":\"MERGE\"")
        .contains("\"numTargetRowsUpdated\":\"2\"")
        .contains("\"numTargetRowsInserted\":\"0\"")
        .contains("\"numTargetRowsCopied\":\"8\"")
        .contains("\"numTargetFilesRemoved\":\"1\"");
    assertThat(house.rows("t", new AsOf.Version(1))).hasSize(20);
  }

  @Test
  void nullIsAKeyAndKeysMayMoveBetweenPartitions() {
    WriteOptions partitioned = WriteOptions.upsert(List.of("k", "j")).withPartitionBy(List.of("p"));
    house.write(
        "t",
        "SELECT * FROM (VALUES (1, NULL, 'a'), (NULL, NULL, 'a'), (2, 'x', 'b')) t(k, j, p)",
        partitioned);
    house.write(
        "t",
        "SELECT * FROM (VALUES (1, NULL::VARCHAR, 'b'), (NULL, NULL, 'c'), (2, 'y', 'b')) t(k, j, p)",
        partitioned);
    assertThat(house.rows("t"))
        .containsExactlyInAnyOrder("1|null|b", "null|null|c", "2|x|b", "2|y|b");
  }

  @Test
  void aKeyThatComesTwiceIsRefusedAndNothingStays() {
    house.write("t", "SELECT 1 AS k, 'old' AS v", BY_K);
    assertRefused(
        () -> house.write("t", "SELECT 7 AS k, 'v' AS v FROM range(2)", BY_K),
        ErrorCode.VALUE_REFUSED,
        "7",
        "twice");
    assertThat(house.rows("t")).containsExactly("1|old");
    assertThat(house.filesUnder("t").stream().filter(file -> file.endsWith(".parquet"))).hasSize(1);
  }

  @Test
  void aKeyMustBeColumnsOfPlainValues() {
    assertRefused(() -> house.write("t", "SELECT 1 AS kk", BY_K), ErrorCode.FIELD_UNKNOWN, "'kk'");
    assertRefused(
        () -> house.write("t", "SELECT [1] AS k", BY_K), ErrorCode.OPTION_UNSUPPORTED, "'k'");
    assertRefused(
        () -> house.write("t", "SELECT 1 AS k", WriteOptions.of(WriteMode.UPSERT)),
        ErrorCode.OPTION_UNSUPPORTED,
        "key");
  }

  @Test
  void upsertThatMeetsAnotherWriterSeesItsRows() {
    house.append("t", "SELECT 1 AS k, 'old' AS v");
    try (TableWriter upsert = house.open(table("t"), "SELECT 2 AS k, 'mine' AS v", BY_K)) {
      house.append("t", "SELECT 2 AS k, 'theirs' AS v");
      upsert.commit();
    }
    assertThat(house.rows("t")).containsExactly("1|old", "2|mine");
  }

  @Test
  void upsertAddsColumnsAndDoesNotWiden() {
    house.append("t", "SELECT i::INTEGER AS k, 'x' AS v FROM range(3) r(i)");
    WriteOptions merge = BY_K.withSchemaMode(SchemaMode.MERGE);
    house.write("t", "SELECT 1::INTEGER AS k, true AS more", merge);
    assertThat(house.rows("t")).containsExactly("0|x|null", "1|null|true", "2|x|null");
    assertRefused(
        () -> house.write("t", "SELECT 1::BIGINT AS k", merge),
        ErrorCode.OPTION_UNSUPPORTED,
        "widen");
  }

  @Test
  void streamsAreZOrderedWhenAsked() {
    long size = 2_000;
    house.write(
        "t",
        "SELECT (i * 7919) % 10007 AS a, (i * 104729) % 10007 AS b, i % 2 AS p, i FROM range(10000) r(i)",
        WriteOptions.append()
            .withPartitionBy(List.of("p"))
            .withOptions(
                Map.of("z_order_by", "[\"a\", \"b\"]", "target_file_size", Long.toString(size))));
    assertThat(house.rowCount("t")).isEqualTo(10_000);
    assertThat(house.query("SELECT sum(i), count(DISTINCT i) FROM {}", "t", AsOf.LATEST))
        .containsExactly("49995000|10000");
    for (String column : List.of("a", "b")) {
      var relation =
          house.relation(
              "t",
              new ColumnCondition(column, ColumnCondition.Operator.LESS, List.of((Object) 500L)));
      assertThat(relation.skippedFiles()).as(column).isGreaterThan(relation.files());
    }
    assertThat(house.filesUnder("t").stream().filter(file -> file.endsWith(".parquet")).count())
        .isEqualTo(house.relation("t").files());
  }

  @Test
  void zstdTakesALevel() {
    house.write(
        "t", "SELECT 1 AS a", WriteOptions.append().withOptions(Map.of("compression", "zstd:19")));
    assertThat(house.rows("t")).containsExactly("1");
    assertRefused(
        () ->
            house.write(
                "t",
                "SELECT 1 AS a",
                WriteOptions.append().withOptions(Map.of("compression", "zstd:23"))),
        ErrorCode.OPTION_UNSUPPORTED,
        "22");
  }
}
