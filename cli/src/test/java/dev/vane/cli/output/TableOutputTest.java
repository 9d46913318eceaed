package dev.vane.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TableOutputTest {
  private final RootAllocator allocator = new RootAllocator();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();

  @AfterEach
  void nothingLeaks() {
    allocator.close();
  }

  @Test
  void numbersAreGroupedAndStandAtTheRight() throws IOException {
    assertThat(
            table(
                0,
                texts("name", Map.of(), "a", "bb"),
                longs("rows", Map.of(), 5L, 1_234_567L),
                doubles("rate", Map.of(), 0.5, 1234.25)))
        .isEqualTo(
            """
            name       rows      rate
            ─────────────────────────
            a             5      0.50
            bb    1,234,567  1,234.25
            """);
  }

  @Test
  void totalsAreToldByTheGroupingAndStandApart() throws IOException {
    Map<String, String> key = Map.of("vane.role", "row_key");
    assertThat(
            table(
                0,
                texts("region", key, "EMEA", "EMEA", "EMEA", null, null),
                texts("desk", key, "Flow", null, null, "Cash", null),
                ints("_row_grouping", Map.of("vane.role", "structural"), 0, 0, 1, 0, 3),
                longs("sum", Map.of("vane.role", "measure"), 1L, 2L, 3L, 4L, 7L)))
        .isEqualTo(
            """
            region  desk    sum
            ───────────────────
            EMEA    Flow      1
            EMEA    (null)    2
            EMEA    total     3
            (null)  Cash      4
            ───────────────────
            total             7
            """);
  }

  @Test
  void aMeasureStandsBelowItsColumnPath() throws IOException {
    assertThat(
            table(
                0,
                texts("region", Map.of("vane.role", "row_key"), "EMEA"),
                longs("FX|null_n", measure("n", "[\"FX\",null]", false), 1L),
                longs("(all)_n", measure("n", "[]", true), 3L)))
        .isEqualTo(
            """
                    FX / (null)  total
            region            n      n
            ──────────────────────────
            EMEA              1      3
            """);
  }

  @Test
  void columnsThatDoNotFitAreLeftOutAndSaidSo() throws IOException {
    String printed =
        table(
            12,
            texts("name", Map.of(), "a"),
            longs("first", Map.of(), 1L),
            longs("second", Map.of(), 2L),
            longs("x", Map.of(), 2L));
    assertThat(printed).contains("name  first").doesNotContain("second").doesNotContain("x");
    assertThat(notes.toString(StandardCharsets.UTF_8)).contains("2 more columns do not fit");
  }

  @Test
  void controlCharactersCannotReachTheTerminal() throws IOException {
    assertThat(table(0, texts("name", Map.of(), "a\u001b[31mb\nc")))
        .contains("a\\u001b[31mb\\nc")
        .doesNotContain("\u001b");
  }

  @Test
  void longAnswersAreCutAndSaidSo() throws IOException {
    Long[] values = new Long[1_500];
    Arrays.fill(values, 1L);
    assertThat(table(0, longs("n", Map.of(), values)).lines()).hasSize(1_002);
    assertThat(notes.toString(StandardCharsets.UTF_8)).contains("First 1,000 rows");
  }

  private String table(int width, FieldVector... columns) throws IOException {
    try (VectorSchemaRoot root = VectorSchemaRoot.of(columns)) {
      root.setRowCount(columns[0].getValueCount());
      new TableOutput(print(out), print(notes), width).print(RowSource.of(root));
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static Map<String, String> measure(String name, String path, boolean total) {
    return Map.of(
        "vane.role",
        "measure",
        "vane.measure",
        name,
        "vane.column_path",
        path,
        "vane.is_total",
        Boolean.toString(total));
  }

  private static FieldType type(ArrowType type, Map<String, String> metadata) {
    return new FieldType(true, type, null, metadata);
  }

  private VarCharVector texts(
      String name, Map<String, String> metadata, @Nullable String... values) {
    VarCharVector vector = new VarCharVector(name, type(new ArrowType.Utf8(), metadata), allocator);
    for (int row = 0; row < values.length; row++) {
      String value = values[row];
      if (value != null) {
        vector.setSafe(row, value.getBytes(StandardCharsets.UTF_8));
      }
    }
    vector.setValueCount(values.length);
    return vector;
  }

  private BigIntVector longs(String name, Map<String, String> metadata, Long... values) {
    BigIntVector vector =
        new BigIntVector(name, type(new ArrowType.Int(64, true), metadata), allocator);
    for (int row = 0; row < values.length; row++) {
      vector.setSafe(row, values[row]);
    }
    vector.setValueCount(values.length);
    return vector;
  }

  private IntVector ints(String name, Map<String, String> metadata, int... values) {
    IntVector vector = new IntVector(name, type(new ArrowType.Int(32, true), metadata), allocator);
    for (int row = 0; row < values.length; row++) {
      vector.setSafe(row, values[row]);
    }
    vector.setValueCount(values.length);
    return vector;
  }

  private Float8Vector doubles(String name, Map<String, String> metadata, double... values) {
    Float8Vector vector =
        new Float8Vector(
            name,
            type(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE), metadata),
            allocator);
    for (int row = 0; row < values.length; row++) {
      vector.setSafe(row, values[row]);
    }
    vector.setValueCount(values.length);
    return vector;
  }
}
