package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaHouse.table;
import static dev.vane.storage.delta.DeltaStorageTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.RowCondition;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.TableWriter;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionOverwriteTest {
  private static final WriteOptions BY_P = WriteOptions.append().withPartitionBy(List.of("p"));

  private DeltaHouse house;

  @BeforeEach
  void open(@TempDir Path temporary) {
    house = new DeltaHouse(temporary);
    house.write("t", "SELECT i AS n, 'p' || i % 3 AS p FROM range(6) r(i)", BY_P);
  }

  @AfterEach
  void close() {
    house.close();
  }

  private static WriteOptions replacing(String predicate) {
    return WriteOptions.of(WriteMode.OVERWRITE)
        .withReplaced(
            new RowCondition(
                new SqlQuery("(source.p " + predicate + ") IS TRUE", List.of()), List.of()));
  }

  @Test
  void onlyThePartitionsOfTheConditionAreReplaced() {
    house.write("t", "SELECT 100 + i AS n, 'p1' AS p FROM range(3) r(i)", replacing("= 'p1'"));
    assertThat(house.rows("t"))
        .containsExactlyInAnyOrder("0|p0", "3|p0", "2|p2", "5|p2", "100|p1", "101|p1", "102|p1");
    assertThat(house.commit("t", 1))
        .contains("\"predicate\":")
        .contains("\"numRemovedFiles\":\"1\"");

    house.write("t", "SELECT 1::BIGINT AS n, 'p9' AS p WHERE false", replacing("IN ('p0', 'p2')"));
    assertThat(house.rows("t")).containsExactlyInAnyOrder("100|p1", "101|p1", "102|p1");
    house.write("t", "SELECT 7::BIGINT AS n, 'p7' AS p", replacing("= 'p7'"));
    assertThat(house.rowCount("t")).isEqualTo(4);
  }

  @Test
  void rowsOfOtherPartitionsAreRefusedAndNothingStays() {
    List<String> before = dataFiles();
    assertRefused(
        () ->
            house.write(
                "t",
                "SELECT * FROM (VALUES (1::BIGINT, 'p1'), (2, NULL)) v(n, p)",
                replacing("= 'p1'")),
        ErrorCode.VALUE_REFUSED,
        "'p' = NULL");
    assertThat(dataFiles()).isEqualTo(before);
    assertThat(house.rowCount("t")).isEqualTo(6);
  }

  private List<String> dataFiles() {
    return house.filesUnder("t").stream().filter(file -> file.endsWith(".parquet")).toList();
  }

  @Test
  void appendsToOtherPartitionsMeanwhileStayAndThoseToReplacedOnesAreConflicts() {
    WriteOptions options = replacing("= 'p1'");
    try (TableWriter writer =
        house.open(table("t"), "SELECT 100::BIGINT AS n, 'p1' AS p", options)) {
      house.append("t", "SELECT 200::BIGINT AS n, 'p2' AS p");
      writer.commit();
    }
    assertThat(house.rows("t"))
        .containsExactlyInAnyOrder("0|p0", "3|p0", "2|p2", "5|p2", "100|p1", "200|p2");
    try (TableWriter writer =
        house.open(table("t"), "SELECT 101::BIGINT AS n, 'p1' AS p", options)) {
      house.append("t", "SELECT 300::BIGINT AS n, 'p1' AS p");
      assertRefused(writer::commit, ErrorCode.WRITE_CONFLICT, "version 3");
    }
    assertThat(house.rows("t")).contains("100|p1", "300|p1").doesNotContain("101|p1");
  }

  @Test
  void columnsAreAddedButNotReplaced() {
    assertRefused(
        () -> house.write("t", "SELECT 'x' AS n, 'p1' AS p", replacing("= 'p1'")),
        ErrorCode.SCHEMA_MISMATCH,
        "'n'");
    house.write(
        "t",
        "SELECT 9::BIGINT AS n, 'p1' AS p, true AS more",
        replacing("= 'p1'").withSchemaMode(SchemaMode.MERGE));
    assertThat(house.rows("t")).contains("0|p0|null", "9|p1|true").hasSize(5);
  }
}
