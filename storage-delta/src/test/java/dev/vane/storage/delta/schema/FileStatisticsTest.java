package dev.vane.storage.delta.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;

class FileStatisticsTest {
  private static String json(DeltaType type, String minimum, String maximum, String... more) {
    Map<String, String> known =
        more.length == 0
            ? Map.of("min", minimum, "max", maximum, "null_count", "1")
            : Map.of("min", minimum, "max", maximum, "null_count", "1", more[0], more[1]);
    return FileStatistics.json(
        new DeltaType.Struct(List.of(DeltaField.of("c", type))),
        Set.of(),
        IndexedColumns.DEFAULT,
        7,
        Map.of("\"c\"", known));
  }

  @Test
  void rowsAndNullsAreAlwaysThere() {
    assertThat(json(DeltaType.Primitive.LONG, "-5", "6"))
        .isEqualTo(
            "{\"numRecords\":7,\"minValues\":{\"c\":-5},\"maxValues\":{\"c\":6},\"nullCount\":{\"c\":1}}");
  }

  @Test
  void columnWithNaNHasNoBounds() {
    assertThat(json(DeltaType.Primitive.DOUBLE, "1.5", "2.5", "has_nan", "true"))
        .contains("\"minValues\":{}", "\"maxValues\":{}");
    assertThat(json(DeltaType.Primitive.DOUBLE, "1.5", "2.5", "has_nan", "false"))
        .contains("\"minValues\":{\"c\":1.5}", "\"maxValues\":{\"c\":2.5}");
    assertThat(json(DeltaType.Primitive.DOUBLE, "-inf", "inf")).contains("\"minValues\":{}");
  }

  @Test
  void timestampsAreRoundedOutwards() {
    assertThat(
            json(
                DeltaType.Primitive.TIMESTAMP,
                "1969-12-31 23:59:59.999999+00",
                "1970-01-01 00:00:00.000001+00"))
        .contains("\"1969-12-31T23:59:59.999Z\"", "\"1970-01-01T00:00:00.001Z\"");
    assertThat(
            json(DeltaType.Primitive.TIMESTAMP_NTZ, "2024-01-01 00:00:00", "2024-01-01 00:00:00"))
        .contains("\"minValues\":{\"c\":\"2024-01-01T00:00:00.000\"}");
  }

  @Test
  void valuesThatDeltaHasNoTextForHaveNoBounds() {
    assertThat(json(DeltaType.Primitive.DATE, "0044-03-15 (BC)", "infinity"))
        .contains("\"minValues\":{}", "\"maxValues\":{}");
    assertThat(json(DeltaType.Primitive.TIMESTAMP, "-infinity", "10000-01-01 00:00:00+00"))
        .contains("\"minValues\":{}", "\"maxValues\":{}");
    assertThat(json(DeltaType.Primitive.BOOLEAN, "0", "1")).contains("\"minValues\":{}");
    assertThat(json(DeltaType.Primitive.BINARY, "a", "b")).contains("\"minValues\":{}");
  }

  @Test
  void decimalsArePlain() {
    assertThat(
            json(
                new DeltaType.Decimal(38, 10), "0.0000000000", "1000000000000000000000.0000000001"))
        .contains("\"c\":0.0000000000", "\"c\":1000000000000000000000.0000000001");
  }

  @Test
  void leavesOfStructsAreNestedAndListsHaveNone() {
    DeltaType.Struct inner =
        new DeltaType.Struct(
            List.of(
                DeltaField.of("x", DeltaType.Primitive.INTEGER),
                DeltaField.of("l", new DeltaType.Array(DeltaType.Primitive.INTEGER, true))));
    String json =
        FileStatistics.json(
            new DeltaType.Struct(List.of(DeltaField.of("s", inner))),
            Set.of(),
            IndexedColumns.DEFAULT,
            1,
            Map.of(
                "\"s\".\"x\"", Map.of("min", "1", "max", "2", "null_count", "0"),
                "\"s\".\"l\"", Map.of("min", "1", "max", "2", "null_count", "0")));
    assertThat(json).contains("\"minValues\":{\"s\":{\"x\":1}}", "\"nullCount\":{\"s\":{\"x\":0}}");
  }

  @Test
  void onlyTheFirstColumnsHaveBounds() {
    String json =
        FileStatistics.json(
            new DeltaType.Struct(
                List.of(
                    DeltaField.of("p", DeltaType.Primitive.LONG),
                    DeltaField.of("a", DeltaType.Primitive.LONG),
                    DeltaField.of("b", DeltaType.Primitive.LONG))),
            Set.of("p"),
            new IndexedColumns(1, List.of()),
            1,
            Map.of(
                "\"a\"", Map.of("min", "1", "max", "2"), "\"b\"", Map.of("min", "1", "max", "2")));
    assertThat(json).contains("\"a\":1").doesNotContain("\"b\"");
  }

  @Property
  void boundsOfTextsHoldThem(@ForAll @UniqueElements List<@StringLength(max = 80) String> texts) {
    List<String> sorted =
        texts.stream()
            .filter(text -> text.codePoints().noneMatch(point -> point >= 0xd800 && point < 0xe000))
            .sorted((left, right) -> ordered(left).compare(ordered(right)))
            .toList();
    if (sorted.isEmpty()) {
      return;
    }
    String json = json(DeltaType.Primitive.STRING, sorted.get(0), sorted.get(sorted.size() - 1));
    com.fasterxml.jackson.databind.JsonNode root = tree(json);
    Optional<OrderedValue> lower =
        OrderedValue.ofBound(DeltaType.Primitive.STRING, root.path("minValues").path("c"), false);
    Optional<OrderedValue> upper =
        OrderedValue.ofBound(DeltaType.Primitive.STRING, root.path("maxValues").path("c"), true);
    for (String text : sorted) {
      lower.ifPresent(bound -> assertThat(bound.compare(ordered(text))).isNotPositive());
      upper.ifPresent(bound -> assertThat(bound.compare(ordered(text))).isNotNegative());
    }
    assertThat(root.path("minValues").path("c").asText().codePoints().count())
        .isLessThanOrEqualTo(32);
  }

  private static OrderedValue ordered(String text) {
    return OrderedValue.ofText(DeltaType.Primitive.STRING, text).orElseThrow();
  }

  private static com.fasterxml.jackson.databind.JsonNode tree(String json) {
    try {
      return new com.fasterxml.jackson.databind.ObjectMapper().readTree(json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tablesNameTheColumnsThatHaveStatistics() {
    IndexedColumns indexed = IndexedColumns.of("1", "a.b, `c.d`.e ,f");
    assertThat(indexed.named())
        .containsExactly(List.of("a", "b"), List.of("c.d", "e"), List.of("f"));
    assertThat(indexed.names(List.of("f", "g"))).isTrue();
    assertThat(indexed.names(List.of("a"))).isFalse();
    assertThat(IndexedColumns.of("-1", "").first()).isEqualTo(Integer.MAX_VALUE);
    assertThat(IndexedColumns.of("x", "")).isEqualTo(IndexedColumns.DEFAULT);
  }
}
