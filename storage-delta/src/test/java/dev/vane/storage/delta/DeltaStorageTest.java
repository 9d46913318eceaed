package dev.vane.storage.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.spi.AsOf;
import dev.vane.spi.ColumnCondition;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.TableId;
import dev.vane.spi.TableWriter;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaStorageTest {
  private static final WriteOptions OVERWRITE = WriteOptions.of(WriteMode.OVERWRITE);

  private Path directory;
  private DeltaHouse house;

  @BeforeEach
  void open(@TempDir Path temporary) {
    directory = temporary;
    house = new DeltaHouse(directory);
  }

  @AfterEach
  void close() {
    house.close();
  }

  static void assertRefused(ThrowingCallable action, ErrorCode code, String... words) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            VaneException.class,
            failure -> {
              assertThat(failure.code()).as(failure.text()).isEqualTo(code);
              assertThat(List.of(words)).allMatch(failure.text()::contains, failure.text());
            });
  }

  @Test
  void appendedRowsAreReadBack() {
    assertThat(house.append("t", "SELECT 1 AS a, 'x' AS b").version()).isZero();
    assertThat(house.append("t", "SELECT 2 AS a, NULL::VARCHAR AS b").version()).isEqualTo(1);

    assertThat(house.rows("t")).containsExactly("1|x", "2|null");
    assertThat(house.rowCount("t")).isEqualTo(2);
    assertThat(house.version("t")).isEqualTo(1);
    assertThat(house.storage.tables()).containsExactly(DeltaHouse.table("t"));
  }

  @Test
  void everythingIsThereAfterReopening() {
    for (int i = 0; i < 25; i++) {
      house.append("t", "SELECT " + i + " AS a, 'x' AS b");
    }
    house.reopen();

    assertThat(house.rowCount("t")).isEqualTo(25);
    assertThat(house.filesUnder("t/_delta_log"))
        .contains("00000000000000000010.checkpoint.parquet", "_last_checkpoint");
    assertThat(house.rows("t", new AsOf.Version(3))).hasSize(4);
    house.append("t", "SELECT 99 AS a, 'y' AS b");
    assertThat(house.rows("t")).hasSize(26);
  }

  @Test
  void partitionsAreReadFromTheLogWhateverTheirValues() {
    String query =
        "SELECT i AS id, p FROM (VALUES (1, 'a b/ü%'), (2, NULL), (3, '__HIVE_DEFAULT_PARTITION__'),"
            + " (4, '..'), (5, 'x=y?z*[1]'), (6, repeat('ü', 200))) t(i, p)";
    house.write("t", query, WriteOptions.append().withPartitionBy(List.of("p")));

    assertThat(house.rows("t"))
        .containsExactly(
            "1|a b/ü%",
            "2|null",
            "3|__HIVE_DEFAULT_PARTITION__",
            "4|..",
            "5|x=y?z*[1]",
            "6|" + "ü".repeat(200));
    var relation =
        house.relation(
            "t",
            new ColumnCondition("p", ColumnCondition.Operator.EQUAL, List.of((Object) "a b/ü%")));
    assertThat(relation.files()).isEqualTo(1);
    assertThat(relation.skippedFiles()).isEqualTo(5);
  }

  @Test
  void manyPartitionsAreOneScan() {
    house.write(
        "t",
        "SELECT i AS id, i % 50 AS p, i % 2 = 0 AS q FROM range(500) r(i)",
        WriteOptions.append().withPartitionBy(List.of("p", "q")));

    assertThat(house.query("SELECT sum(id), sum(p), count(*) FILTER (q) FROM {}", "t", AsOf.LATEST))
        .containsExactly("124750|12250|250");
    assertThat(house.relation("t").sql()).doesNotContain("UNION");
  }

  @Test
  void emptyPartitionTextIsRefusedUnlessItMayBecomeNull() {
    WriteOptions options = WriteOptions.append().withPartitionBy(List.of("p"));
    assertRefused(
        () -> house.write("t", "SELECT 1 AS id, '' AS p", options),
        ErrorCode.VALUE_REFUSED,
        "'p'",
        "empty_partition");
    assertThat(house.root).isEmptyDirectory();

    house.write(
        "t", "SELECT 1 AS id, '' AS p", options.withOptions(Map.of("empty_partition", "null")));
    assertThat(house.rows("t")).containsExactly("1|null");
  }

  @Test
  void filesAreLeftOutByStatistics() {
    for (int i = 0; i < 4; i++) {
      house.append(
          "t",
          "SELECT i AS id, TIMESTAMPTZ '2024-01-01 00:00:00+00' + i * INTERVAL 1 SECOND AS ts FROM"
              + " range(%d, %d) r(i)".formatted(i * 100, (i + 1) * 100));
    }
    assertThat(skipped("id", ColumnCondition.Operator.EQUAL, 150L)).isEqualTo(3);
    assertThat(skipped("id", ColumnCondition.Operator.LESS, 100L)).isEqualTo(3);
    assertThat(skipped("id", ColumnCondition.Operator.LESS_OR_EQUAL, 100L)).isEqualTo(2);
    assertThat(skipped("id", ColumnCondition.Operator.GREATER, 399L)).isEqualTo(4);
    assertThat(skipped("id", ColumnCondition.Operator.IN, 5L, 305L)).isEqualTo(2);
    assertThat(
            skipped(
                "ts",
                ColumnCondition.Operator.GREATER_OR_EQUAL,
                Instant.parse("2024-01-01T00:06:00Z")))
        .isEqualTo(3);
  }

  private long skipped(String column, ColumnCondition.Operator operator, Object... values) {
    return house
        .relation("t", new ColumnCondition(column, operator, List.of(values)))
        .skippedFiles();
  }

  @Test
  void overwriteReplacesRowsAndSchema() {
    house.append("t", "SELECT 1 AS a, 'x' AS b");
    house.write("t", "SELECT 2.5::DOUBLE AS c", OVERWRITE);

    assertThat(house.rows("t")).containsExactly("2.5");
    assertThat(house.rows("t", new AsOf.Version(0))).containsExactly("1|x");
    assertThat(house.commit("t", 1)).contains("\"mode\":\"Overwrite\"", "\"remove\"");
  }

  @Test
  void overwriteThatMeetsAnotherWriterIsAConflict() {
    house.append("t", "SELECT 1 AS a");
    try (TableWriter overwrite = house.open(DeltaHouse.table("t"), "SELECT 3 AS a", OVERWRITE)) {
      house.append("t", "SELECT 2 AS a");
      assertRefused(overwrite::commit, ErrorCode.WRITE_CONFLICT, "'t'");
    }
    assertThat(house.rows("t")).containsExactly("1", "2");
  }

  @Test
  void appendsThatMeetAllGoIn() {
    TableId table = DeltaHouse.table("t");
    try (TableWriter first = house.open(table, "SELECT 1 AS a", WriteOptions.append());
        TableWriter second = house.open(table, "SELECT 2 AS a", WriteOptions.append())) {
      assertThat(second.commit().version()).isZero();
      assertThat(first.commit().version()).isEqualTo(1);
    }
    assertThat(house.rows("t")).containsExactly("1", "2");
  }

  @Test
  void abortLeavesNothing() {
    try (TableWriter writer =
        house.open(
            DeltaHouse.table("t"),
            "SELECT i AS a, i % 3 AS p FROM range(10) r(i)",
            WriteOptions.append().withPartitionBy(List.of("p")).withChunkRows(1))) {
      assertThat(house.filesUnder("t")).isNotEmpty();
      writer.abort();
    }
    assertThat(house.root).isEmptyDirectory();
    assertThat(house.storage.tables()).isEmpty();
  }

  @Test
  void mergeAddsColumnsAndFillsMissingOnes() {
    house.append("t", "SELECT 1 AS a, 'x' AS b");
    WriteOptions merge = WriteOptions.append().withSchemaMode(SchemaMode.MERGE);
    house.write("t", "SELECT 2 AS a, {'k': 5} AS c", merge);
    house.write("t", "SELECT 'y' AS b", merge);

    assertThat(house.query("SELECT a, b, c.k FROM {} ORDER BY ALL", "t", AsOf.LATEST))
        .containsExactly("1|x|null", "2|null|5", "null|y|null");
    assertRefused(
        () -> house.append("t", "SELECT 1 AS a, 'x' AS b"), ErrorCode.SCHEMA_MISMATCH, "'c'");
    assertRefused(
        () -> house.write("t", "SELECT 'x' AS a", merge), ErrorCode.SCHEMA_MISMATCH, "'a'");
  }

  @Test
  void widenedTypesAreWrittenAgainSoThatEveryReaderFollows() {
    WriteOptions partitioned = WriteOptions.append().withPartitionBy(List.of("p"));
    house.write("t", "SELECT 1::INTEGER AS a, 0.1::FLOAT AS p", partitioned);
    house.write("t", "SELECT 2::INTEGER AS a, NULL::FLOAT AS p", partitioned);
    house.write(
        "t",
        "SELECT 5000000000 AS a, 0.1::DOUBLE AS p",
        WriteOptions.append().withSchemaMode(SchemaMode.MERGE));

    assertThat(house.rows("t"))
        .containsExactly("1|0.10000000149011612", "2|null", "5000000000|0.1");
    assertThat(house.rows("t", new AsOf.Version(1))).containsExactly("1|0.1", "2|null");
    assertThat(house.commit("t", 2))
        .contains("\"dataChange\":false")
        .doesNotContain("\"protocol\"");
    assertThat(house.rowCount("t")).isEqualTo(3);
  }

  @Test
  void mergedNarrowerTypesAreStoredInTheTablesOwn() {
    house.append("t", "SELECT 1::BIGINT AS a, 1.5::DOUBLE AS b");
    house.write(
        "t",
        "SELECT 2.5::FLOAT AS b, 2::SMALLINT AS a",
        WriteOptions.append().withSchemaMode(SchemaMode.MERGE));
    assertThat(house.rows("t")).containsExactly("1|1.5", "2|2.5");
  }

  @Test
  void strangeNamesAreTables() {
    List<String> names =
        List.of(
            "select",
            "we\"ird; drop table x",
            "../x",
            "Größe",
            "_hidden",
            ".",
            "a b%2Fc",
            "~41",
            "a~.0123456789abcdef");
    for (String name : names) {
      house.append(name, "SELECT 1 AS \"we\"\"ird ' col\"");
    }
    String longName = "ü/".repeat(85);
    house.append(longName, "SELECT 1 AS a");
    house.reopen();

    assertThat(house.storage.tables().stream().map(TableId::name))
        .containsAll(names)
        .contains(longName)
        .hasSize(names.size() + 1);
    for (String name : names) {
      assertThat(house.rows(name)).containsExactly("1");
    }
    assertThat(house.rows(longName)).containsExactly("1");
    assertThat(directory.resolve("x")).doesNotExist();
  }

  @Test
  void namesThatDifferByCaseAreOneTable() {
    house.append("Trades", "SELECT 1 AS a");
    house.append("tRADES", "SELECT 2 AS a");
    assertThat(house.rows("TRADES")).containsExactly("1", "2");
    assertThat(house.storage.tables()).containsExactly(DeltaHouse.table("Trades"));
  }

  @Test
  void ofTwoNewTablesWhoseNamesDifferByCaseOneIsMade() {
    try (TableWriter first =
            house.open(DeltaHouse.table("T"), "SELECT 1 AS a", WriteOptions.append());
        TableWriter second =
            house.open(DeltaHouse.table("t"), "SELECT 2 AS a", WriteOptions.append())) {
      first.commit();
      assertRefused(second::commit, ErrorCode.WRITE_CONFLICT, "'t'");
    }
    assertThat(house.storage.tables()).containsExactly(DeltaHouse.table("T"));
    assertThat(house.rows("t")).containsExactly("1");
    assertThat(house.root.resolve("t")).doesNotExist();
  }

  @Test
  void schemasAreFolders() {
    TableId table = new TableId("delta", "sales/eu", "t");
    house.write(table, "SELECT 1 AS a", WriteOptions.append());
    house.reopen();
    assertThat(house.storage.tables()).containsExactly(table);
    assertThat(Files.isDirectory(house.root.resolve("sales~2Feu/t/_delta_log"))).isTrue();
  }

  @Test
  void unknownVersionsAreRefused() {
    house.append("t", "SELECT 1 AS a");
    assertRefused(
        () -> house.rows("t", new AsOf.Version(1)), ErrorCode.VERSION_NOT_FOUND, "version 1");
    assertRefused(
        () -> house.rows("t", new AsOf.Version(-1)), ErrorCode.VERSION_NOT_FOUND, "version -1");
    assertRefused(
        () -> house.rows("t", new AsOf.Timestamp(Instant.EPOCH)), ErrorCode.VERSION_NOT_FOUND);
    assertThat(house.rows("t", new AsOf.Timestamp(Instant.parse("2100-01-01T00:00:00Z"))))
        .hasSize(1);
  }

  @Test
  void createRefusesAnExistingTable() {
    house.write("t", "SELECT 1 AS a", WriteOptions.of(WriteMode.CREATE));
    assertRefused(
        () -> house.write("t", "SELECT 1 AS a", WriteOptions.of(WriteMode.CREATE)),
        ErrorCode.TABLE_EXISTS);
  }

  @Test
  void emptyStreamMakesAnEmptyTable() {
    house.append("t", "SELECT 1 AS a, 'x' AS b WHERE false");
    assertThat(house.rows("t")).isEmpty();
    assertThat(house.rowCount("t")).isZero();
    assertThat(house.schema("t").getFields()).hasSize(2);
  }

  @Test
  void unknownOptionsAreRefused() {
    assertRefused(
        () ->
            house.write(
                "t",
                "SELECT 1 AS a",
                WriteOptions.append().withOptions(Map.of("compresion", "zstd"))),
        ErrorCode.OPTION_UNSUPPORTED,
        "'compression'");
  }

  @Test
  void historyTellsWhatHappened() {
    house.append("t", "SELECT 1 AS a");
    house.append("t", "SELECT 2 AS a");
    assertThat(house.commit("t", 0))
        .contains("\"operation\":\"CREATE TABLE AS SELECT\"", "\"engineInfo\":\"Vane/0.1.0\"");
    assertThat(house.commit("t", 1))
        .contains(
            "\"operation\":\"WRITE\"",
            "\"mode\":\"Append\"",
            "\"isBlindAppend\":true",
            "\"numOutputRows\":\"1\"");
  }
}
