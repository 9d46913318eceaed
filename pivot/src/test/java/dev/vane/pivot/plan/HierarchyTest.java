package dev.vane.pivot.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members and their parents as levels. */
class HierarchyTest {
  private static final String QUESTION =
      """
      {"table": "t", "rows": ["a", "b", "c"], "totals": {"rows": "after", "subtotals": true},
       "hierarchies": [{"table": "h", "field": "book", "id": "id", "parent": "parent",
                        "label": "name", "levels": ["a", "b", "c"]%s}],
       "measures": [{"field": "v", "agg": "sum"}]}
      """;

  private DuckDb database;

  @BeforeEach
  void open() throws SQLException {
    database = new DuckDb();
    database.execute("CREATE TABLE t (book INTEGER, v BIGINT)");
    database.execute(
        "INSERT INTO t VALUES (1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (9, 32), (NULL, 64)");
    database.execute("CREATE TABLE h (id INTEGER, parent INTEGER, name VARCHAR)");
    database.execute(
        "INSERT INTO h VALUES (1, NULL, 'Bank'), (2, 1, 'FX'), (3, 2, 'Spot'), (4, 1, 'Rates'), (5, NULL, 'Fund')");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private DuckDb.Answer ask(String json) throws SQLException {
    return SourceTables.ask(database, json);
  }

  @Test
  void levelsLeadFromTheRootToTheMemberAndTotalsHoldAllBelow() throws SQLException {
    assertThat(ask(QUESTION.formatted("")).rows("a", "b", "c", "_row_grouping", "sum_v"))
        .containsExactly(
            Arrays.asList("Bank", "FX", "Spot", 0L, 4L),
            Arrays.asList("Bank", "FX", null, 0L, 2L),
            Arrays.asList("Bank", "FX", null, 1L, 6L),
            Arrays.asList("Bank", "Rates", null, 0L, 8L),
            Arrays.asList("Bank", "Rates", null, 1L, 8L),
            Arrays.asList("Bank", null, null, 0L, 1L),
            Arrays.asList("Bank", null, null, 1L, 1L),
            Arrays.asList("Bank", null, null, 3L, 15L),
            Arrays.asList("Fund", null, null, 0L, 16L),
            Arrays.asList("Fund", null, null, 1L, 16L),
            Arrays.asList("Fund", null, null, 3L, 16L),
            Arrays.asList(null, null, null, 0L, 96L),
            Arrays.asList(null, null, null, 1L, 96L),
            Arrays.asList(null, null, null, 3L, 96L),
            Arrays.asList(null, null, null, 7L, 127L));
  }

  @Test
  void aMemberMayStandOnTheLevelsBelowIt() throws SQLException {
    String question =
        QUESTION
            .formatted(", \"ragged\": \"repeat\"")
            .replace("\"subtotals\": true", "\"subtotals\": false");
    assertThat(ask(question).rows("a", "b", "c", "sum_v"))
        .containsExactly(
            Arrays.asList("Bank", "Bank", "Bank", 1L),
            Arrays.asList("Bank", "FX", "FX", 2L),
            Arrays.asList("Bank", "FX", "Spot", 4L),
            Arrays.asList("Bank", "Rates", "Rates", 8L),
            Arrays.asList("Fund", "Fund", "Fund", 16L),
            Arrays.asList(null, null, null, 96L),
            Arrays.asList(null, null, null, 127L));
  }

  @Test
  void membersThatMakeNoTreeAreRefusedByName() throws SQLException {
    assertRefused("INSERT INTO h VALUES (6, 77, 'x')", "'77'", "no member");
    assertRefused("INSERT INTO h VALUES (6, 7, 'x'), (7, 6, 'y')", "circle", "'6'");
    assertRefused("INSERT INTO h VALUES (6, 6, 'x')", "circle", "'6'");
    assertRefused("INSERT INTO h VALUES (3, 1, 'x')", "'3'", "more than once");
    assertRefused("INSERT INTO h VALUES (6, 3, 'x')", "'6'", "deeper than its 3 levels");
  }

  private void assertRefused(String change, String... words) throws SQLException {
    database.execute("CREATE TABLE kept AS FROM h");
    database.execute(change);
    assertThatThrownBy(() -> ask(QUESTION.formatted("")))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HIERARCHY_INVALID))
        .hasMessageContainingAll(words);
    database.execute("DROP TABLE h");
    database.execute("ALTER TABLE kept RENAME TO h");
  }
}
