package dev.vane.pivot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.filter.FilterOperator;
import dev.vane.pivot.filter.FilterParser;
import dev.vane.pivot.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the pages about questions to the code. */
class DocumentationTest {
  private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  private static String page(String name) throws IOException {
    return Files.readString(Path.of("..", "docs", name));
  }

  private static List<ObjectNode> examples(String name) throws IOException {
    List<ObjectNode> examples = new ArrayList<>();
    Matcher matcher = EXAMPLE.matcher(page(name));
    while (matcher.find()) {
      examples.add(StrictJson.parse(matcher.group(1)));
    }
    return examples;
  }

  @Test
  void everyPivotExampleIsAQuestion() throws IOException {
    List<ObjectNode> examples = examples("pivot.md");
    assertThat(examples).hasSizeGreaterThan(5);
    for (ObjectNode example : examples) {
      PivotSpec spec = new PivotSpecParser(16).parse(example);
      assertThat(new PivotSpecParser(16).parse(StrictJson.parse(spec.canonical())).canonical())
          .isEqualTo(spec.canonical());
    }
  }

  @Test
  void everyScanExampleIsAScan() throws IOException {
    List<ObjectNode> examples = examples("scan.md");
    assertThat(examples).hasSizeGreaterThan(1);
    examples.forEach(example -> new ScanSpecParser(16).parse(example));
  }

  @Test
  void everyDrillExampleIsAQuestionForRows() throws IOException {
    List<ObjectNode> examples = examples("drill.md");
    assertThat(examples).hasSizeGreaterThan(1);
    examples.forEach(example -> new DrillSpecParser(16).parse(example));
    String page = page("drill.md");
    assertThat(DrillSpecParser.KEYS)
        .allSatisfy(key -> assertThat(page.contains("`" + key + "`")).as(key).isTrue());
  }

  @Test
  void thePivotPageNamesEveryKeyAggregateAndOperator() throws IOException {
    Set<String> names = new TreeSet<>();
    names.addAll(PivotKeys.QUESTION);
    names.addAll(PivotKeys.JOIN);
    names.addAll(PivotKeys.HIERARCHY);
    names.addAll(PivotKeys.LOOK_THROUGH);
    names.addAll(PivotKeys.TOTALS);
    names.addAll(PivotKeys.MEASURE);
    names.addAll(PivotKeys.SORT);
    names.addAll(PivotKeys.PIVOT_CONFIG);
    names.addAll(PivotKeys.DRILL_PATH);
    names.addAll(PivotKeys.LIMITS);
    names.addAll(FilterParser.KEYS);
    names.addAll(PivotKeys.DIMENSION);
    names.addAll(PivotKeys.BUCKET);
    names.addAll(PivotKeys.BIN);
    names.addAll(PivotKeys.OVER);
    names.addAll(PivotKeys.TOP);
    names.addAll(Aggregation.spellings());
    names.addAll(FilterOperator.spellings());
    String page = page("pivot.md");
    assertThat(names)
        .allSatisfy(
            name ->
                assertThat(page.contains("`" + name + "`") || page.contains("\"" + name + "\""))
                    .as(name)
                    .isTrue());
  }
}
