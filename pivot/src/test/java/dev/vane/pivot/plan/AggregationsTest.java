package dev.vane.pivot.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Aggregates and key forms on a real DuckDB, with answers computed by hand. */
class AggregationsTest {
  private final DuckDb database = new DuckDb();

  @BeforeEach
  void load() throws SQLException {
    database.execute(
        """
        CREATE TABLE accounts (account VARCHAR, day DATE, balance BIGINT, note VARCHAR,
          changed TIMESTAMPTZ, fine TIMESTAMPTZ_NS, price DECIMAL(18, 2));
        INSERT INTO accounts VALUES
          ('a', '2026-01-30', 10, 'x', '2026-10-25 00:30:00Z', '2026-10-25 00:30:00.123456789Z', 0.30),
          ('a', '2026-01-31', 30, 'y', '2026-10-25 01:30:00Z', '2026-10-25 01:30:00.123456789Z', -0.10),
          ('b', '2026-01-30', 5,  'x', '2026-10-25 02:30:00Z', '1969-12-31 23:59:59.999999999Z', 0.35),
          ('b', NULL,         99, NULL, NULL, NULL, NULL);
        """);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  private List<List<@Nullable Object>> rows(String question) throws SQLException {
    var answer = database.pivot(question, "accounts");
    return answer.rows(
        answer.names().stream().filter(name -> !name.startsWith("_")).toArray(String[]::new));
  }

  @Test
  void aBalanceIsNotAddedUpAlongDays() throws SQLException {
    assertThat(
            rows(
                """
                {"table": "accounts", "rows": ["account"], "totals": true, "measures": [
                  {"field": "balance", "agg": "sum", "alias": "last",
                   "over": {"dimension": "day", "take": "last"}},
                  {"field": "balance", "agg": "sum", "alias": "first",
                   "over": {"dimension": "day", "take": "first"}},
                  {"field": "balance", "agg": "sum", "alias": "avg",
                   "over": {"dimension": "day", "take": "avg"}}]}
                """))
        .containsExactly(
            row("a", 30L, 10L, 20.0), row("b", 5L, 5L, 5.0), row(null, 30L, 15L, 22.5));
  }

  @Test
  void aRatioDividesTotalsAndNotShares() throws SQLException {
    assertThat(
            rows(
                """
                {"table": "accounts", "rows": ["account"], "totals": true, "measures": [
                  {"field": "balance", "agg": "sum"},
                  {"agg": "count", "alias": "x", "filters": [
                    {"field": "note", "op": "=", "value": "x"}]},
                  {"ratio_numerator": "sum_balance", "ratio_denominator": "x", "alias": "each"}]}
                """))
        .containsExactly(
            row("a", 40L, 1L, 40.0), row("b", 104L, 1L, 104.0), row(null, 144L, 2L, 72.0));
  }

  @Test
  void anHourThatTheClockRepeatsIsTwoBucketsAndItsDayOne() throws SQLException {
    String question =
        """
        {"table": "accounts", "rows": [{"field": "%s", "as": "at",
          "bucket": {"unit": "%s", "zone": "Europe/Berlin"}}], "measures": [{"agg": "count"}]}
        """;
    long midnight = java.time.Instant.parse("2026-10-24T22:00:00Z").toEpochMilli() * 1000;
    long hour = 3_600_000_000L;
    assertThat(rows(question.formatted("changed", "hour")))
        .containsExactly(
            row(midnight + 2 * hour, 1L),
            row(midnight + 3 * hour, 1L),
            row(midnight + 4 * hour, 1L),
            row(null, 1L));
    assertThat(rows(question.formatted("changed", "day")))
        .containsExactly(row(midnight, 3L), row(null, 1L));
    assertThat(rows(question.formatted("fine", "second")).get(0))
        .isEqualTo(row(-1_000_000_000L, 1L));
  }

  @Test
  void binsOfDecimalsAreExact() throws SQLException {
    assertThat(
            rows(
                """
                {"table": "accounts", "rows": [{"field": "price", "bin": {"width": 0.1}}],
                 "measures": [{"agg": "count"}]}
                """))
        .containsExactly(row(-0.1, 1L), row(0.3, 2L), row(null, 1L));
  }

  @Test
  void nullHandlingSaysWhatNullCountsAs() throws SQLException {
    assertThat(
            rows(
                """
                {"table": "accounts", "measures": [
                  {"field": "price", "agg": "count", "null_handling": "as_zero", "alias": "zero"},
                  {"field": "note", "agg": "min", "null_handling": "as_empty", "alias": "empty"},
                  {"agg": "count"}]}
                """))
        .containsExactly(row(4L, "", 4L));
    assertThat(
            rows(
                """
                {"table": "accounts", "measures": [{"agg": "count"},
                  {"field": "price", "agg": "count", "null_handling": "exclude_rows"}]}
                """))
        .containsExactly(row(3L, 3L));
  }

  @Test
  void sketchesAreNearAndSaySo() throws SQLException {
    database.execute("CREATE TABLE many AS SELECT range AS number FROM range(100000)");
    var answer =
        database.pivot(
            """
            {"table": "many", "measures": [
              {"field": "number", "agg": "approx_count_distinct", "alias": "n"},
              {"field": "number", "agg": "approx_percentile", "percentile": 0.9, "alias": "p"}]}
            """,
            "many");
    assertThat(((Number) answer.rows("n").get(0).get(0)).doubleValue())
        .isCloseTo(100_000, within(16_000.0));
    assertThat(((Number) answer.rows("p").get(0).get(0)).doubleValue())
        .isCloseTo(90_000, within(2_000.0));
    assertThat(answer.metadata("n"))
        .contains(
            entry("vane.additivity", "sketch"),
            entry("vane.error", "relative standard error 0.04"));
    assertThat(answer.metadata("p")).containsEntry("vane.error", "rank error 0.01");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "~\"rows\": [{\"field\": \"note\", \"bucket\": {\"unit\": \"day\"}}]~; ~rows[0].bucket is for dates and times~",
        "~\"rows\": [{\"field\": \"day\", \"bucket\": {\"unit\": \"hour\"}}]~; ~rows[0].bucket.unit is shorter than a day~",
        "~\"rows\": [{\"field\": \"day\", \"bucket\": {\"unit\": \"day\", \"zone\": \"UTC\"}}]~; ~rows[0].bucket.zone is for instants~",
        "~\"columns\": [{\"field\": \"day\", \"bin\": {\"width\": 1}}]~; ~columns[0].bin is for numbers~",
        "~\"measures\": [{\"field\": \"note\", \"agg\": \"median\"}]~; ~measures[0].agg is 'median'~",
        "~\"measures\": [{\"field\": \"day\", \"agg\": \"string_agg\"}]~; ~measures[0].agg is 'string_agg'~",
        "~\"measures\": [{\"field\": \"note\", \"agg\": \"min\", \"null_handling\": \"as_zero\"}]~; ~measures[0].null_handling is 'as_zero'~",
        "~\"measures\": [{\"field\": \"day\", \"agg\": \"min\", \"null_handling\": \"as_empty\"}]~; ~measures[0].null_handling is 'as_empty'~",
        "~\"measures\": [{\"field\": \"balance\", \"agg\": \"weighted_avg\", \"weight\": \"note\"}]~; ~measures[0].weight names the field 'note'~",
        "~\"measures\": [{\"field\": \"note\", \"agg\": \"min\"}, {\"agg\": \"ratio\", \"ratio_numerator\": \"min_note\", \"ratio_denominator\": \"min_note\"}]~; ~measures[1].ratio_numerator names 'min', whose values are no numbers~",
        "~\"measures\": [{\"field\": \"note\", \"agg\": \"array_agg\"}], \"sort\": {\"field\": \"array_agg_note\"}~; ~sort[0].field names 'array_agg_note', whose values are lists~",
      })
  void refusesWhatTheTypesDoNotAllow(String keys, String message) {
    String measures = keys.contains("\"measures\"") ? "" : ", \"measures\": [{\"agg\": \"count\"}]";
    assertThatThrownBy(
            () -> database.pivot("{\"table\": \"accounts\", " + keys + measures + "}", "accounts"))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PIVOT_INVALID))
        .hasMessageContaining(message);
  }
}
