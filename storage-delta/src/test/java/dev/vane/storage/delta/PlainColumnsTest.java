package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaStorageTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.BatchCheck;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which batches are checked without a statement, and that they are checked all the same. */
class PlainColumnsTest {
  private static final ArrowType LONG = new ArrowType.Int(64, true);
  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;

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
  void streamOfTheTablesOwnPlainTypesIsPlain() {
    house.append("t", "SELECT 1::BIGINT AS n, 'a' AS s, TIMESTAMP '2024-01-01 00:00:00' AS at");
    ArrowType at = new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
    assertThat(isPlain(field("n", LONG), field("s", TEXT), field("at", at))).isTrue();
    assertThat(isPlain(field("s", TEXT), field("at", at), field("n", LONG))).isTrue();
  }

  @Test
  void whatIsConvertedOrPartitionsTheTableIsNot() {
    house.append("t", "SELECT 1::BIGINT AS n, DATE '2024-01-01' AS d");
    ArrowType day = new ArrowType.Date(DateUnit.DAY);
    assertThat(isPlain(field("n", LONG), field("d", day))).isTrue();
    assertThat(isPlain(field("n", LONG), field("d", new ArrowType.Date(DateUnit.MILLISECOND))))
        .isFalse();
    house.write(
        "p",
        "SELECT 1::BIGINT AS n, 'a' AS s",
        WriteOptions.append().withPartitionBy(List.of("s")));
    assertThat(isPlainFor("p", field("n", LONG), field("s", TEXT))).isFalse();
  }

  @Test
  void nullIsRefusedWhereTheTableHasNone() throws IOException {
    Path log = Files.createDirectories(house.root.resolve("t/_delta_log"));
    Files.writeString(
        log.resolve("%020d.json".formatted(0)),
        "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}\n"
            + ForeignTablesTest.metadata(
                ForeignTablesTest.field("n", "long", "{}")
                    .replace("\"nullable\":true", "\"nullable\":false"),
                Map.of())
            + "\n");
    assertThat(isPlain(field("n", LONG))).isTrue();
    try (BigIntVector values = new BigIntVector("n", house.allocator)) {
      values.setSafe(0, 1);
      values.setValueCount(1);
      VectorSchemaRoot batch = VectorSchemaRoot.of(values);
      try (BatchCheck check =
          house.storage.openCheck(
              DeltaHouse.table("t"), batch.getSchema(), WriteOptions.append())) {
        check.check(batch);
        values.setNull(0);
        assertRefused(() -> check.check(batch), ErrorCode.VALUE_REFUSED, "'n'", "NULL");
      }
    }
  }

  private static Field field(String name, ArrowType type) {
    return Field.nullable(name, type);
  }

  private boolean isPlain(Field... fields) {
    return isPlainFor("t", fields);
  }

  private boolean isPlainFor(String table, Field... fields) {
    try (BatchCheck check =
        house.storage.openCheck(
            DeltaHouse.table(table), new Schema(List.of(fields)), WriteOptions.append())) {
      return !((DeltaBatchCheck) check).asksTheEngine();
    }
  }
}
