package dev.vane.pivot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.filter.FilterOperator;
import dev.vane.pivot.filter.FilterParser;
import dev.vane.pivot.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds the JSON Schema of a question to the parser: the same keys and the same words. */
class QuestionSchemaTest {
  private static ObjectNode schema() throws IOException {
    return StrictJson.parse(Files.readString(Path.of("..", "docs", "pivot.schema.json")));
  }

  private static Set<String> keys(String pointer) throws IOException {
    JsonNode object = schema().at(pointer);
    assertThat(object.path("additionalProperties").isBoolean()).as(pointer).isTrue();
    Set<String> keys = new TreeSet<>();
    object.path("properties").fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static Set<String> words(String pointer) throws IOException {
    Set<String> words = new TreeSet<>();
    schema().at(pointer + "/enum").forEach(word -> words.add(word.textValue()));
    return words;
  }

  private static Set<String> lower(Enum<?>[] values) {
    Set<String> words = new TreeSet<>();
    Arrays.stream(values).forEach(value -> words.add(value.name().toLowerCase(Locale.ROOT)));
    return words;
  }

  @Test
  void hasTheKeysThatTheParserTakes() throws IOException {
    assertThat(keys("")).isEqualTo(new TreeSet<>(PivotKeys.QUESTION));
    assertThat(keys("/$defs/hierarchy")).isEqualTo(new TreeSet<>(PivotKeys.HIERARCHY));
    assertThat(keys("/$defs/look_through")).isEqualTo(new TreeSet<>(PivotKeys.LOOK_THROUGH));
    assertThat(keys("/$defs/join")).isEqualTo(new TreeSet<>(PivotKeys.JOIN));
    assertThat(keys("/$defs/dimension/oneOf/1")).isEqualTo(new TreeSet<>(PivotKeys.DIMENSION));
    assertThat(keys("/$defs/bucket")).isEqualTo(new TreeSet<>(PivotKeys.BUCKET));
    assertThat(keys("/$defs/bin")).isEqualTo(new TreeSet<>(PivotKeys.BIN));
    assertThat(keys("/$defs/aggregate")).isEqualTo(new TreeSet<>(PivotKeys.MEASURE));
    assertThat(keys("/$defs/over")).isEqualTo(new TreeSet<>(PivotKeys.OVER));
    assertThat(keys("/$defs/top")).isEqualTo(new TreeSet<>(PivotKeys.TOP));
    assertThat(keys("/$defs/totals")).isEqualTo(new TreeSet<>(PivotKeys.TOTALS));
    assertThat(keys("/$defs/grouping_config")).isEqualTo(new TreeSet<>(PivotKeys.GROUPING_CONFIG));
    assertThat(keys("/$defs/sort")).isEqualTo(new TreeSet<>(PivotKeys.SORT));
    assertThat(keys("/$defs/calculation")).isEqualTo(new TreeSet<>(PivotKeys.CALCULATED));
    assertThat(keys("/$defs/pivot_config")).isEqualTo(new TreeSet<>(PivotKeys.PIVOT_CONFIG));
    assertThat(keys("/$defs/drill_path")).isEqualTo(new TreeSet<>(PivotKeys.DRILL_PATH));
    assertThat(keys("/$defs/limits")).isEqualTo(new TreeSet<>(PivotKeys.LIMITS));
    assertThat(keys("/$defs/filter/oneOf/0")).isEqualTo(new TreeSet<>(FilterParser.KEYS));
  }

  @Test
  void hasTheWordsThatTheParserTakes() throws IOException {
    assertThat(words("/$defs/aggregate/properties/agg"))
        .isEqualTo(new TreeSet<>(Aggregation.spellings()));
    assertThat(words("/$defs/filter/oneOf/0/properties/op"))
        .isEqualTo(new TreeSet<>(FilterOperator.spellings()));
    assertThat(words("/$defs/bucket/properties/unit"))
        .isEqualTo(lower(KeyForm.BucketUnit.values()));
    assertThat(words("/$defs/bucket/properties/week_start"))
        .isEqualTo(lower(KeyForm.WeekStart.values()));
    assertThat(words("/$defs/over/properties/take")).isEqualTo(lower(MeasureOptions.Take.values()));
    assertThat(words("/$defs/aggregate/properties/null_handling"))
        .isEqualTo(lower(MeasureOptions.NullHandling.values()));
    assertThat(words("/$defs/totals/properties/rows")).isEqualTo(lower(Totals.Position.values()));
    assertThat(words("/$defs/aggregate/properties/window_func"))
        .isEqualTo(lower(Window.Function.values()));
    assertThat(words("/$defs/limits/properties/on_exceed"))
        .isEqualTo(lower(ColumnLimit.OnExceed.values()));
    assertThat(words("/properties/result")).isEqualTo(lower(ResultForm.values()));
  }
}
