package dev.vane.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.gateway.query.Answer;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers read page by page. */
class PivotPagesTest {
  private static final String QUESTION =
      """
      {"table": "trades", "rows": ["region"], "result": "long", "totals": true,
       "measures": [{"field": "amount", "agg": "sum"}], "page": {"size": %d}%s}
      """;

  private static final String FILLER =
      "{\"table\": \"trades\", \"rows\": [\"region\"], \"measures\": [{\"agg\": \"count\", \"alias\": \"c%d\"}]}";

  @TempDir private Path directory;

  private record Page(List<List<String>> rows, Optional<String> next) {}

  private static Page page(GatewayFixture vane, String question) {
    try (Answer answer = vane.ask(question)) {
      return new Page(
          GatewayFixture.rows(answer),
          Optional.ofNullable(answer.schema().getCustomMetadata().get("vane.next_cursor")));
    }
  }

  private static Page page(GatewayFixture vane, int size, Optional<String> cursor) {
    return page(
        vane, QUESTION.formatted(size, cursor.map(", \"cursor\": \"%s\""::formatted).orElse("")));
  }

  private static void put(GatewayFixture vane, String... regions) {
    List<Object[]> rows = new ArrayList<>();
    for (String region : regions) {
      rows.add(new Object[] {region, 1});
    }
    vane.put("{\"stream_name\": \"trades\"}", rows);
  }

  private static String[] many(int count) {
    return IntStream.range(0, count).mapToObj("region %06d"::formatted).toArray(String[]::new);
  }

  private static void assertRefused(
      GatewayFixture vane, String question, ErrorCode code, String... words) {
    assertThatThrownBy(() -> vane.rows(question))
        .isInstanceOfSatisfying(VaneException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContainingAll(words);
  }

  @Test
  void pagesComeFromTheVersionOfTheFirstHoweverMuchIsIngestedMeanwhile() {
    try (GatewayFixture vane = new GatewayFixture(directory, Map.of())) {
      put(vane, "a", "b", "c", "d", "e");
      Page first = page(vane, 2, Optional.empty());
      put(vane, "a", "b", "bb", "z");
      Page second = page(vane, 3, first.next());
      put(vane, "c");
      Page third = page(vane, 3, second.next());
      List<List<String>> rows = new ArrayList<>(first.rows());
      rows.addAll(second.rows());
      rows.addAll(third.rows());
      assertThat(rows.stream().map(row -> row.get(0) + row.get(3)))
          .containsExactly("a1", "b1", "c1", "d1", "e1", "null5");
      assertThat(third.next()).isEmpty();
      assertThat(page(vane, 100, Optional.empty()).rows()).hasSize(8);
    }
  }

  @Test
  void cursorIsForTheQuestionThatGaveIt() {
    try (GatewayFixture vane = new GatewayFixture(directory, Map.of())) {
      put(vane, "a", "b", "c");
      String cursor = page(vane, 1, Optional.empty()).next().orElseThrow();
      String other =
          QUESTION
              .formatted(1, ", \"cursor\": \"" + cursor + "\"")
              .replace("\"totals\": true", "\"totals\": false");
      assertRefused(vane, other, ErrorCode.PIVOT_INVALID, "another question", "page's size");
      String forged = cursor.substring(0, cursor.length() - 4) + "AAAA";
      assertRefused(
          vane,
          QUESTION.formatted(1, ", \"cursor\": \"" + forged + "\""),
          ErrorCode.PIVOT_INVALID,
          "no cursor of this gateway");
      assertRefused(
          vane, QUESTION.formatted(1, ", \"cursor\": \"é\""), ErrorCode.PIVOT_INVALID, "no cursor");
    }
  }

  @Test
  void cursorOfADroppedResultHasExpiredAndSaysWhatToDo() {
    try (GatewayFixture vane = new GatewayFixture(directory, Map.of("limits.scratch", "1MiB"))) {
      put(vane, many(3_000));
      Page first = page(vane, 1, Optional.empty());
      int asked = 0;
      while (vane.metric("vane_pivot_cube_evictions_total") == 0) {
        vane.rows(FILLER.formatted(asked++));
        assertThat(asked).isLessThan(100);
      }
      assertThat(vane.metric("vane_scratch_bytes")).isLessThanOrEqualTo(1 << 20);
      assertRefused(
          vane,
          QUESTION.formatted(1, ", \"cursor\": \"" + first.next().orElseThrow() + "\""),
          ErrorCode.RESULT_EXPIRED,
          "dropped",
          "Ask again without it");
    }
  }

  @Test
  void aResultBeingReadIsNotDropped() {
    try (GatewayFixture vane = new GatewayFixture(directory, Map.of("limits.scratch", "1MiB"))) {
      put(vane, many(3_000));
      try (Answer answer = vane.ask(QUESTION.formatted(1, ""))) {
        int asked = 0;
        while (vane.metric("vane_pivot_cube_evictions_total") < 3) {
          vane.rows(FILLER.formatted(asked++));
          assertThat(asked).isLessThan(100);
        }
        assertThat(GatewayFixture.rows(answer)).hasSize(1);
        String next = answer.schema().getCustomMetadata().get("vane.next_cursor");
        assertThat(page(vane, 9, Optional.ofNullable(next)).rows()).hasSize(9);
      }
    }
  }

  @Test
  void cursorFromBeforeTheLastStartHasExpired() {
    Optional<String> cursor;
    try (GatewayFixture vane = new GatewayFixture(directory, Map.of())) {
      put(vane, "a", "b", "c");
      cursor = page(vane, 1, Optional.empty()).next();
    }
    try (GatewayFixture vane = new GatewayFixture(directory, Map.of())) {
      assertRefused(
          vane,
          QUESTION.formatted(1, ", \"cursor\": \"" + cursor.orElseThrow() + "\""),
          ErrorCode.RESULT_EXPIRED,
          "last start");
    }
  }

  @Test
  void otherOrderTotalsAndFormAreAnsweredFromTheSameCube() {
    try (GatewayFixture vane = new GatewayFixture(directory, Map.of())) {
      put(vane, "a", "b", "b");
      String question =
          "{\"table\": \"trades\", \"rows\": [\"region\"], \"measures\": [{\"agg\": \"count\"}]%s}";
      vane.rows(question.formatted(""));
      List<List<String>> sorted =
          vane.rows(
              question.formatted(
                  ", \"sort\": {\"field\": \"count\", \"order\": \"desc\"}, \"totals\": {\"rows\": \"before\"}, \"result\": \"long\""));
      assertThat(sorted.stream().map(row -> row.get(0) + row.get(3)))
          .containsExactly("null3", "b2", "a1");
      assertThat(vane.metric("vane_pivot_cube_lookups_total", "outcome", "miss")).isEqualTo(1);
      assertThat(vane.metric("vane_pivot_cube_lookups_total", "outcome", "hit")).isEqualTo(1);
    }
  }

  @Test
  void resultsThatDoNotFitInMemoryWaitInFilesAndAreReadAgain() throws IOException {
    // The least memory that can be configured leaves 32 MiB for cubes.
    Map<String, String> settings = Map.of("limits.memory", "256MiB", "limits.scratch", "256MiB");
    try (GatewayFixture vane = new GatewayFixture(directory, settings)) {
      put(vane, many(100_000));
      Page first = page(vane, 10, Optional.empty());
      int asked = 0;
      while (vane.metric("vane_pivot_cube_spills_total") < 2) {
        vane.rows(FILLER.formatted(asked++));
        assertThat(asked).isLessThan(100);
      }
      assertThat(vane.metric("vane_scratch_memory_bytes"))
          .isLessThanOrEqualTo(vane.metric("vane_pivot_memory_budget_bytes"));
      assertThat(vane.metric("vane_pivot_cube_evictions_total")).isZero();
      Page second = page(vane, 10, first.next());
      assertThat(second.rows().get(0).get(0)).isEqualTo("region 000010");
      assertThat(files()).isNotEmpty();
    }
    assertThat(files()).isEmpty();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
      return files.filter(file -> file.getFileName().toString().endsWith(".arrow")).toList();
    }
  }

  @Test
  void tooWideAnAnswerIsRefusedOrTruncatedAsTheQuestionSays() {
    try (GatewayFixture vane = new GatewayFixture(directory, Map.of("limits.columns", "100"))) {
      put(vane, many(3_000));
      String question =
          "{\"table\": \"trades\", \"columns\": [\"region\"], \"measures\": [{\"agg\": \"count\"}]%s}";
      assertRefused(
          vane, question.formatted(""), ErrorCode.LIMIT_COLUMNS, "limits.columns allows 100");
      assertThat(vane.metric("vane_scratch_cubes")).isZero();
      assertRefused(
          vane,
          question.formatted(", \"limits\": {\"columns\": 20}"),
          ErrorCode.LIMIT_COLUMNS,
          "of the question allows 20",
          "truncate");
      try (Answer answer =
          vane.ask(
              question.formatted(", \"limits\": {\"columns\": 20, \"on_exceed\": \"truncate\"}"))) {
        assertThat(answer.schema().getFields()).hasSize(3 + 20);
        assertThat(answer.schema().getCustomMetadata())
            .containsEntry("vane.truncated", "true")
            .containsEntry("vane.total_columns", "3000");
      }
      try (Answer answer =
          vane.ask(
              question.formatted(", \"limits\": {\"columns\": 20, \"on_exceed\": \"others\"}"))) {
        assertThat(answer.schema().getFields()).hasSize(3 + 20);
        assertThat(answer.schema().getFields().get(22).getMetadata())
            .containsEntry("vane.is_others", "true");
        assertThat(answer.schema().getCustomMetadata())
            .containsEntry("vane.truncated", "false")
            .containsEntry("vane.total_columns", "20");
        assertThat(GatewayFixture.rows(answer).get(0).get(22)).isEqualTo("2981");
      }
      try (Answer answer =
          vane.ask(question.formatted(", \"column_range\": {\"offset\": 2990, \"limit\": 50}"))) {
        assertThat(answer.schema().getFields()).hasSize(3 + 10);
        assertThat(answer.schema().getCustomMetadata()).containsEntry("vane.truncated", "false");
      }
    }
  }

  @Test
  void explainTellsWhichHalfAnsweredAndItsQuery() {
    try (GatewayFixture vane = new GatewayFixture(directory, Map.of())) {
      put(vane, "a", "b", "b");
      String question =
          "{\"table\": \"trades\", \"rows\": [\"region\"], \"measures\": [{\"agg\": \"count\"}], \"explain\": true%s}";
      Map<String, String> first = facts(vane.rows(question.formatted("")));
      assertThat(first)
          .containsEntry("answered by", "both halves")
          .containsEntry("rows of the table", "3")
          .containsEntry("row paths", "2");
      assertThat(first.get("heavy query")).contains("GROUP BY");
      assertThat(facts(vane.rows(question.formatted(", \"totals\": true"))))
          .containsEntry("answered by", "the light half")
          .containsEntry("row paths", "3");
    }
  }

  private static Map<String, String> facts(List<List<String>> rows) {
    Map<String, String> facts = new HashMap<>();
    rows.forEach(row -> facts.put(row.get(0), row.get(1)));
    return facts;
  }
}
