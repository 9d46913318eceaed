package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaStorageTest.assertRefused;
import static dev.vane.storage.delta.ForeignTablesTest.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.BatchCheck;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CHECK constraints, invariants and generated columns, kept by what Vane writes. */
class RulesTest {
  private DeltaHouse house;

  @BeforeEach
  void open(@TempDir Path temporary) {
    house = new DeltaHouse(temporary);
  }

  @AfterEach
  void close() {
    house.close();
  }

  private void create(String fields, Map<String, String> properties, String... partitions) {
    try {
      Path log = Files.createDirectories(house.root.resolve("t/_delta_log"));
      Files.writeString(
          log.resolve("%020d.json".formatted(0)),
          "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":4}}\n"
              + ForeignTablesTest.metadata(fields, properties, partitions)
              + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String generated(String name, String type, String expression) {
    return field(name, type, "{\"delta.generationExpression\":\"%s\"}".formatted(expression));
  }

  @Test
  void rowsThatBreakAConstraintAreRefusedAndNothingStays() {
    create(
        field("n", "long", "{}") + "," + field("s", "string", "{}"),
        Map.of(
            "delta.constraints.range", "n BETWEEN 0 AND 9",
            "delta.constraints.names", "s IN ('a', 'b') OR s IS NULL"));
    house.append("t", "SELECT i AS n, 'a' AS s FROM range(10) r(i)");
    assertRefused(
        () -> house.append("t", "SELECT i AS n, 'a' AS s FROM range(11) r(i)"),
        ErrorCode.VALUE_REFUSED,
        "'range'");
    assertRefused(
        () -> house.append("t", "SELECT NULL::BIGINT AS n, 'a' AS s"),
        ErrorCode.VALUE_REFUSED,
        "'range'");
    assertRefused(
        () -> house.append("t", "SELECT 1::BIGINT AS n, 'c' AS s"),
        ErrorCode.VALUE_REFUSED,
        "'names'");
    assertRefused(
        () ->
            house.write("t", "SELECT 11::BIGINT AS n, 'a' AS s", WriteOptions.upsert(List.of("n"))),
        ErrorCode.VALUE_REFUSED,
        "'range'");
    house.append("t", "SELECT 1::BIGINT AS n, NULL::VARCHAR AS s");
    assertThat(house.rowCount("t")).isEqualTo(11);
    assertThat(house.filesUnder("t").stream().filter(file -> file.endsWith(".parquet"))).hasSize(2);

    house.write("t", "SELECT 3::BIGINT AS n, 'b' AS s", WriteOptions.of(WriteMode.OVERWRITE));
    assertThat(house.rows("t")).containsExactly("3|b");
    assertThat(house.commit("t", 3)).doesNotContain("metaData");
  }

  @Test
  void batchesAreHeldToConstraintsBeforeTheyAreTaken() {
    create(field("n", "long", "{}"), Map.of("delta.constraints.small", "n * 2 < 10"));
    try (BigIntVector values = new BigIntVector("n", house.allocator)) {
      values.setSafe(0, 4);
      values.setSafe(1, 5);
      values.setValueCount(2);
      VectorSchemaRoot batch = VectorSchemaRoot.of(values);
      try (BatchCheck check =
          house.storage.openCheck(
              DeltaHouse.table("t"), batch.getSchema(), WriteOptions.append())) {
        assertRefused(() -> check.check(batch), ErrorCode.VALUE_REFUSED, "'small'");
        batch.setRowCount(1);
        check.check(batch);
      }
    }
  }

  @Test
  void generatedColumnsAreComputedOrHeldToTheirExpression() {
    create(
        String.join(
            ",",
            field("at", "timestamp", "{}"),
            generated("day", "date", "CAST(at AS DATE)"),
            generated("h", "integer", "hour(`at`)"),
            field("s", "string", "{}"),
            generated("p", "string", "SUBSTRING(s, 1, 2)")),
        Map.of(),
        "day",
        "p");
    house.append(
        "t",
        "SELECT TIMESTAMPTZ '2024-02-29 23:59:59+00' AS at, 'äbc' AS s"
            + " UNION ALL SELECT NULL::TIMESTAMPTZ, NULL::VARCHAR");
    assertThat(house.query("SELECT day, h, p FROM {} ORDER BY ALL", "t", dev.vane.spi.AsOf.LATEST))
        .containsExactly("19782|23|äb", "null|null|null");
    assertThat(house.commit("t", 1)).contains("\"day\":\"2024-02-29\"");
    String all =
        "SELECT TIMESTAMPTZ '2024-03-01 01:00:00+00' AS at, DATE '2024-03-01' AS day, %d AS h, 'x' AS s, 'x' AS p";
    house.append("t", all.formatted(1));
    assertRefused(
        () -> house.append("t", all.formatted(2)), ErrorCode.VALUE_REFUSED, "'h'", "hour");
    assertThat(house.rowCount("t")).isEqualTo(3);
  }

  @Test
  void invariantsAreKeptAndTheirTablesGetCheckpointsAndChecksums() throws IOException {
    create(
        field(
            "n",
            "long",
            "{\"delta.invariants\":\"{\\\"expression\\\":{\\\"expression\\\":\\\"n > 0\\\"}}\"}"),
        Map.of("delta.checkpointInterval", "3"));
    for (int n = 1; n <= 4; n++) {
      house.append("t", "SELECT %d::BIGINT AS n".formatted(n));
    }
    assertRefused(() -> house.append("t", "SELECT 0::BIGINT AS n"), ErrorCode.VALUE_REFUSED, "'n'");
    ((dev.vane.spi.maintenance.MaintainedStorage) house.storage)
        .maintenance()
        .checkpoint(DeltaHouse.table("t"));
    house.reopen();
    assertThat(house.rows("t")).containsExactly("1", "2", "3", "4");
    assertThat(house.filesUnder("t/_delta_log"))
        .contains(
            "00000000000000000003.checkpoint.parquet",
            "00000000000000000004.checkpoint.parquet",
            "00000000000000000001.crc",
            "00000000000000000004.crc",
            "_last_checkpoint");
    assertThat(Files.readString(house.root.resolve("t/_delta_log/_last_checkpoint")))
        .contains("\"version\":4");
    assertThat(Files.readString(house.root.resolve("t/_delta_log/00000000000000000004.crc")))
        .contains("\"numFiles\":4");
  }
}
