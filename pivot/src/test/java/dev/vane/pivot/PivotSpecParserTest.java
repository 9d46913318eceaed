package dev.vane.pivot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.pivot.Totals.Position;
import dev.vane.pivot.json.StrictJson;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PivotSpecParserTest {
  private static PivotSpec parse(String json) {
    return new PivotSpecParser(4).parse(StrictJson.parse(json));
  }

  /** A question with more keys, or with keys that replace the usual ones. */
  private static PivotSpec with(String keys) {
    String rows =
        keys.contains("\"rows\":") && keys.startsWith("\"rows")
            ? ""
            : "\"rows\": [\"region\", \"desk\"],";
    String measures =
        keys.contains("\"measures\":")
            ? ""
            : ", \"measures\": [{\"field\": \"q\", \"agg\": \"sum\"}]";
    return parse(
        "{\"table\": \"t\", %s \"columns\": [\"year\", \"month\"], %s %s}"
            .formatted(rows, keys, measures));
  }

  @Test
  void groupingConfigSaysTheSameAsTotals() {
    String question =
        "{\"table\": \"t\", \"rows\": [\"a\", \"b\"], \"columns\": [\"c\", \"d\"],"
            + " \"measures\": [{\"agg\": \"count\"}], %s}";
    assertSame(
        question,
        "\"grouping_config\": {\"mode\": \"cube\"}",
        "\"totals\": {\"grouping_sets\": \"cube\", \"column_grouping_sets\": \"cube\"}");
    assertSame(
        question,
        "\"grouping_config\": {\"mode\": \"rollup\"}",
        "\"totals\": {\"rows\": \"after\", \"columns\": \"after\", \"subtotals\": true,"
            + " \"column_subtotals\": true}");
    assertSame(
        question,
        "\"grouping_config\": {\"grouping_sets\": [[\"b\"], []]}",
        "\"totals\": {\"rows\": \"after\", \"grouping_sets\": [[\"b\"]]}");
    assertSame(
        question,
        "\"totals\": {\"rows\": \"before\"}, \"grouping_config\": {\"include_grand_total\": true,"
            + " \"include_subtotals\": true, \"subtotal_dimensions\": [\"a\"]}",
        "\"totals\": {\"rows\": \"before\", \"subtotals\": true}");
  }

  @Test
  void windowFunctionsSayTheSameAsShowAs() {
    String question =
        "{\"table\": \"t\", \"rows\": [\"a\", \"b\"], \"measures\": [{\"agg\": \"count\", %s}]}";
    assertSame(
        question, "\"window_func\": \"percent_of_total\"", "\"show_as\": \"share_of_grand\"");
    assertSame(question, "\"window_func\": \"percent_of_row\"", "\"show_as\": \"share_of_row\"");
    assertSame(question, "\"window_func\": \"percent_of_col\"", "\"show_as\": \"share_of_column\"");
    assertSame(
        question,
        "\"window_func\": \"cumulative\"",
        "\"show_as\": {\"kind\": \"running_total\", \"field\": \"a\"}");
    assertSame(
        question,
        "\"window_func\": \"cumulative\", \"window_order_by\": [\"b\"]",
        "\"show_as\": {\"kind\": \"running_total\", \"field\": \"b\"}");
    for (String wrong :
        List.of(
            "\"window_func\": \"cumulativ\"",
            "\"window_func\": \"rank\", \"window_frame_start\": -1",
            "\"window_func\": \"percent_of_row\", \"window_frame_end\": 1",
            "\"window_func\": \"moving_avg\", \"window_frame_start\": 1",
            "\"window_func\": \"moving_avg\", \"window_frame_start\": 1.5",
            "\"window_func\": \"moving_avg\", \"window_group_by\": [\"z\"]",
            "\"window_func\": \"percent_of_row\", \"window_order_by\": [\"a\"]",
            "\"window_func\": \"cumulative\", \"window_order_by\": [\"a\", \"a\"]",
            "\"window_order_by\": [\"a\"]")) {
      assertThatThrownBy(() -> parse(question.formatted(wrong)))
          .isInstanceOf(VaneException.class)
          .hasMessageContaining("measures[0].window_");
    }
  }

  @Test
  void otherPeriodsAreWholeBucketsOfADayOrLonger() {
    assertShift("{\"unit\": \"month\"}", "{\"periods\": -1, \"unit\": \"year\"}", "");
    assertShift("{\"unit\": \"day\"}", "{\"periods\": 2, \"unit\": \"week\"}", "");
    assertShift("{\"unit\": \"month\"}", "{\"periods\": 0}", "but not 0");
    assertShift("{\"unit\": \"month\"}", "{\"periods\": 1.5}", "a whole number");
    assertShift("{\"unit\": \"week\"}", "{\"periods\": 1, \"unit\": \"year\"}", "item.unit");
    assertShift("{\"unit\": \"year\"}", "{\"periods\": 1, \"unit\": \"month\"}", "item.unit");
    assertShift("{\"unit\": \"hour\"}", "{\"periods\": 1}", "a day or longer");
    assertShift("{\"unit\": \"month\"}", "{\"periods\": 1, \"units\": \"year\"}", "unit");
  }

  private static void assertShift(String bucket, String item, String refusal) {
    String question =
        """
        {"table": "t", "rows": [{"field": "at", "bucket": %s}], "measures": [{"agg": "count",
         "show_as": {"kind": "difference", "field": "at", "item": %s}}]}
        """
            .formatted(bucket, item);
    PivotSpecParser parser = new PivotSpecParser(16);
    if (refusal.isEmpty()) {
      PivotSpec spec = parser.parse(StrictJson.parse(question));
      assertThat(parser.parse(StrictJson.parse(spec.canonical()))).isEqualTo(spec);
    } else {
      assertThatThrownBy(() -> parser.parse(StrictJson.parse(question)))
          .isInstanceOf(VaneException.class)
          .hasMessageContaining("measures[0].show_as.item")
          .hasMessageContaining(refusal);
    }
  }

  private static void assertSame(String question, String left, String right) {
    PivotSpecParser parser = new PivotSpecParser(16);
    assertThat(parser.parse(StrictJson.parse(question.formatted(left))).canonical())
        .isEqualTo(parser.parse(StrictJson.parse(question.formatted(right))).canonical());
  }

  @Test
  void fillsInTheDefaults() {
    PivotSpec spec = parse("{\"table\": \"t\", \"measures\": [{\"agg\": \"count\"}]}");
    assertThat(spec.table().path()).containsExactly("t");
    assertThat(spec.asOf()).isEqualTo(AsOf.LATEST);
    assertThat(spec.measures().get(0).alias()).isEqualTo("count");
    assertThat(spec.totals()).isEqualTo(Totals.NONE);
    assertThat(spec.limit()).isEmpty();
    assertThat(spec.result()).isEqualTo(ResultForm.WIDE);
  }

  @Test
  void namesMeasuresAfterTheirAggregateAndField() {
    PivotSpec spec =
        with(
            """
            "measures": [{"field": "q", "agg": "sum"}, {"field": "q", "agg": "count"},
             {"field": "d", "agg": "distinct_count"}, {"field": "q", "agg": "avg", "alias": "mean"}]
            """);
    assertThat(spec.measures().stream().map(Measure::alias))
        .containsExactly("sum_q", "count_q", "distinct_count_d", "mean");
    assertThat(spec.measures().get(2).aggregation()).isEqualTo(Aggregation.COUNT_DISTINCT);
  }

  @Test
  void totalsHaveAShortAndALongSpelling() {
    assertThat(with("\"totals\": true").totals())
        .isEqualTo(new Totals(Position.AFTER, Position.NONE, List.of(), List.of()));
    assertThat(with("\"totals\": false").totals()).isEqualTo(Totals.NONE);
    assertThat(with("\"totals\": {\"columns\": \"before\", \"column_subtotals\": true}").totals())
        .isEqualTo(new Totals(Position.NONE, Position.BEFORE, List.of(), List.of("year")));
  }

  @Test
  void topLevelSubtotalsMeanTheSameList() {
    Totals subtotals = new Totals(Position.NONE, Position.NONE, List.of("region"), List.of());
    assertThat(with("\"subtotals\": [\"region\"]").totals()).isEqualTo(subtotals);
    assertThat(with("\"totals\": {\"subtotals\": true}").totals()).isEqualTo(subtotals);
    assertThat(with("\"subtotals\": [\"desk\", \"region\"]").totals()).isEqualTo(subtotals);
    assertThat(with("\"subtotals\": [], \"totals\": true").totals().subtotals()).isEmpty();
  }

  @Test
  void aTextIsATableNameAndAListAPath() {
    assertThat(with("\"limit\": 5").table().path()).containsExactly("t");
    assertThat(parse("{\"table\": \"a.b\", \"measures\": [{\"agg\": \"count\"}]}").table().path())
        .containsExactly("a.b");
    assertThat(
            parse("{\"table\": [\"delta\", \"main\", \"x\"], \"measures\": [{\"agg\": \"count\"}]}")
                .table()
                .path())
        .containsExactly("delta", "main", "x");
  }

  @Test
  void readsVersions() {
    assertThat(with("\"as_of\": {\"version\": 3}").asOf()).isEqualTo(new AsOf.Version(3));
    assertThat(with("\"as_of\": {\"timestamp\": \"2026-01-31T10:00:00+01:00\"}").asOf())
        .isEqualTo(new AsOf.Timestamp(Instant.parse("2026-01-31T09:00:00Z")));
  }

  @Test
  void keysAreReferredToByTheirNameOrTheirField() {
    PivotSpec spec =
        parse(
            """
            {"table": "t", "rows": [{"field": "region", "as": "r"}, "desk"],
             "measures": [{"agg": "count"}], "sort": [{"field": "region", "order": "desc"}],
             "subtotals": ["region"]}
            """);
    assertThat(spec.sort().get(0).field()).isEqualTo("r");
    assertThat(spec.totals().subtotals()).containsExactly("r");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "~\"tables\": 1~; COMMAND_UNKNOWN_KEY; Did you mean 'table'?",
        "~\"sorts\": []~; COMMAND_UNKNOWN_KEY; Did you mean 'sort'?",
        "~\"pages\": {}~; COMMAND_UNKNOWN_KEY; Did you mean 'page'?",
        "~\"x\": {}~; COMMAND_UNKNOWN_KEY; Valid:",
        "~\"having\": [{\"field\": \"contt\", \"op\": \">\", \"value\": 1}]~; FIELD_UNKNOWN; having[0].field names 'contt'",
        "~\"having\": [{\"field\": \"sum_q\", \"op\": \"is null\", \"level\": \"reg\"}]~; FIELD_UNKNOWN; having[0].level names 'reg'",
        "~\"having\": [{\"field\": \"sum_q\", \"op\": \">\", \"valu\": 1}]~; COMMAND_UNKNOWN_KEY; Did you mean 'value'?",
        "~\"top\": [{\"field\": \"regio\", \"n\": 1, \"by\": \"sum_q\"}]~; FIELD_UNKNOWN; ~top[0].field names 'regio', which is no row or column field~",
        "~\"top\": [{\"field\": \"region\", \"n\": 1, \"by\": \"sum_p\"}]~; FIELD_UNKNOWN; ~top[0].by names 'sum_p', which is no aggregate of this question~",
        "~\"top\": [{\"field\": \"region\", \"n\": 0, \"by\": \"sum_q\"}]~; PIVOT_INVALID; top[0].n must be a whole number from 1",
        "~\"top\": [{\"field\": \"region\", \"by\": \"sum_q\"}]~; PIVOT_INVALID; top[0].n is missing",
        "~\"top\": [{\"field\": \"region\", \"n\": 1, \"by\": \"sum_q\"}, {\"field\": \"region\", \"n\": 2, \"by\": \"sum_q\"}]~; PIVOT_INVALID; ~top[1].field names 'region' again~",
        "~\"top\": [{\"field\": \"region\", \"n\": 1, \"by\": \"sum_q\", \"other\": true}]~; COMMAND_UNKNOWN_KEY; ~in top[0]. Did you mean 'others'?~",
        "~\"page\": {\"size\": 0}~; PIVOT_INVALID; page.size must be at least 1",
        "~\"page\": {}~; PIVOT_INVALID; page.size is missing",
        "~\"limits\": {\"columns\": 5, \"on_exceed\": \"trunc\"}~; PIVOT_INVALID; limits.on_exceed is 'trunc'",
        "~\"limits\": {\"on_exceed\": \"truncate\"}~; PIVOT_INVALID; limits.columns is missing",
        "~\"limits\": {\"column\": 5}~; COMMAND_UNKNOWN_KEY; ~Did you mean 'columns'?~",
        "~\"explain\": \"yes\"~; PIVOT_INVALID; explain must be true or false",
        "~\"expanded\": {\"depth\": 0}~; PIVOT_INVALID; expanded.depth must be at least 1",
        "~\"expanded\": {\"dept\": 1}~; COMMAND_UNKNOWN_KEY; ~Did you mean 'depth'?~",
        "~\"expanded\": {\"paths\": [[]]}~; PIVOT_INVALID; expanded.paths[0] is empty",
        "~\"expanded\": {\"paths\": [[\"a\", \"b\"]]}~; PIVOT_INVALID; expanded.paths[0] has 2 keys",
        "~\"expanded\": {\"paths\": [\"%\"]}~; PIVOT_INVALID; expanded.paths[0] is no _path_id",
        "~\"expanded\": {\"paths\": [5]}~; PIVOT_INVALID; expanded.paths[0] must be a list",
        "~\"rows\": [], \"expanded\": {}~; PIVOT_INVALID; expanded is for questions with rows",
        "~\"page\": 5~; PIVOT_INVALID; page must be a JSON object",
        "~\"page\": {\"number\": 5}~; COMMAND_UNKNOWN_KEY; 'number' in page",
        "~\"cursor\": \"x\"~; PIVOT_INVALID; cursor needs a page",
        "~\"row_range\": {}, \"page\": {\"size\": 5}~; PIVOT_INVALID; row_range is not for pages",
        "~\"column_range\": {\"offset\": -1}~; PIVOT_INVALID; column_range.offset must be a whole",
        "~\"having_totals\": \"shown\"~; PIVOT_INVALID; having_totals is 'shown'",
        "~\"full_rows\": [\"desk\"]~; PIVOT_INVALID; full_rows lacks the row field 'region'",
        "~\"drill_paths\": [{\"dimensions\": [\"region\", \"desk\"], \"values\": [1, 2]}]~; PIVOT_INVALID; drill_paths[0].dimensions has 2 fields",
        "~\"drill_paths\": [{\"dimensions\": [], \"values\": [1]}]~; PIVOT_INVALID; drill_paths[0].values has 1 values",
        "~\"drill_paths\": [{\"level\": 2}]~; PIVOT_INVALID; drill_paths[0].level must be from 0",
        "~\"expanded\": {}, \"drill_paths\": [{}]~; PIVOT_INVALID; drill_paths and expanded",
        "~\"result\": \"long\", \"pivot_config\": {\"enabled\": true}~; PIVOT_INVALID; result is 'long'",
        "~\"pivot_config\": {\"top_n\": 0}~; PIVOT_INVALID; pivot_config.top_n must be",
        "~\"pivot_config\": {\"order_by_measure\": \"x\"}~; FIELD_UNKNOWN; pivot_config.order_by_measure names 'x'",
        "~\"limits\": {\"columns\": 9, \"on_exceed\": \"others\"}, \"pivot_config\": {\"top_n\": 1}~; PIVOT_INVALID; limits.on_exceed is 'others'",
        "~\"pivot_config\": {\"top\": 1}~; COMMAND_UNKNOWN_KEY; Unknown key 'top'",
        "~\"rows\": [{\"field\": \"ts\", \"ass\": \"x\"}]~; COMMAND_UNKNOWN_KEY; ~in rows[0]. Did you mean 'as'?~",
        "~\"rows\": [5]~; PIVOT_INVALID; rows[0] must be a JSON object",
        "~\"rows\": \"region\"~; PIVOT_INVALID; rows must be a list",
        "~\"rows\": [{}]~; PIVOT_INVALID; rows[0].field is missing",
        "~\"rows\": [\"year\"]~; PIVOT_INVALID; ~columns[0] is called 'year' like rows[0]~",
        "~\"rows\": [\"_depth\"]~; PIVOT_INVALID; ~rows[0] is called '_depth'~",
        "~\"rows\": [{\"field\": \"ts\", \"bucket\": {\"unit\": \"day\"}, \"bin\": {\"width\": 5}}]~; PIVOT_INVALID; ~rows[0] has 'bucket' and 'bin'~",
        "~\"rows\": [{\"field\": \"ts\", \"bucket\": {}}]~; PIVOT_INVALID; ~rows[0].bucket.unit is missing~",
        "~\"rows\": [{\"field\": \"ts\", \"bucket\": {\"unit\": \"dai\"}}]~; PIVOT_INVALID; ~rows[0].bucket.unit is 'dai'; it must be one of: second, minute, hour, day, week, month, quarter, year. Did you mean 'day'?~",
        "~\"rows\": [{\"field\": \"ts\", \"bucket\": {\"unit\": \"day\", \"zone\": \"Europe/Lundon\"}}]~; PIVOT_INVALID; ~rows[0].bucket.zone is the unknown time zone 'Europe/Lundon'~",
        "~\"rows\": [{\"field\": \"ts\", \"bucket\": {\"unit\": \"day\", \"week_start\": \"sunday\"}}]~; PIVOT_INVALID; ~rows[0].bucket.week_start is for buckets of a week only~",
        "~\"rows\": [{\"field\": \"ts\", \"bucket\": {\"unit\": \"week\", \"weekstart\": \"sunday\"}}]~; COMMAND_UNKNOWN_KEY; ~in rows[0].bucket. Did you mean 'week_start'?~",
        "~\"rows\": [{\"field\": \"ts\", \"bin\": {}}]~; PIVOT_INVALID; ~rows[0].bin must hold one of 'width', 'edges' and 'quantile'~",
        "~\"rows\": [{\"field\": \"ts\", \"bin\": {\"width\": 0}}]~; PIVOT_INVALID; ~rows[0].bin.width must be a number above 0~",
        "~\"rows\": [{\"field\": \"ts\", \"bin\": {\"width\": 1e30}}]~; PIVOT_INVALID; ~rows[0].bin.width must be a number above 0~",
        "~\"rows\": [{\"field\": \"ts\", \"bin\": {\"edges\": []}}]~; PIVOT_INVALID; ~rows[0].bin.edges must hold from 1 to 100 numbers, not 0~",
        "~\"rows\": [{\"field\": \"ts\", \"bin\": {\"edges\": [1, \"2\"]}}]~; PIVOT_INVALID; ~rows[0].bin.edges[1] must be a number~",
        "~\"rows\": [{\"field\": \"ts\", \"bin\": {\"edges\": [1, 1.0]}}]~; PIVOT_INVALID; ~rows[0].bin.edges[1] is not above the edge before it~",
        "~\"rows\": [{\"field\": \"ts\", \"bin\": {\"quantile\": 1}}]~; PIVOT_INVALID; ~rows[0].bin.quantile must be from 2 to 100 bins~",
        "~\"measures\": [{\"agg\": \"first\", \"field\": \"q\"}]~; PIVOT_INVALID; ~measures[0].by is missing; first and last need an order~",
        "~\"measures\": [{\"agg\": \"sum\", \"field\": \"q\", \"by\": \"t\"}]~; PIVOT_INVALID; ~measures[0].by is for 'first', 'last', 'string_agg', 'array_agg' only, not for 'sum'~",
        "~\"measures\": [{\"agg\": \"percentile\", \"field\": \"q\"}]~; PIVOT_INVALID; ~measures[0].percentile is missing; it is from 0 to 1~",
        "~\"measures\": [{\"agg\": \"percentile\", \"field\": \"q\", \"percentile\": 95}]~; PIVOT_INVALID; ~measures[0].percentile must be a number from 0 to 1, not the number 95~",
        "~\"measures\": [{\"agg\": \"weighted_avg\", \"field\": \"q\"}]~; PIVOT_INVALID; ~measures[0].weight is missing~",
        "~\"measures\": [{\"agg\": \"array_agg\", \"field\": \"q\", \"values\": 0}]~; PIVOT_INVALID; ~measures[0].values must be from 1 to 100000~",
        "~\"measures\": [{\"agg\": \"median\", \"field\": \"q\", \"over\": {\"dimension\": \"d\", \"take\": \"last\"}}]~; PIVOT_INVALID; ~measures[0].over is for 'sum'~",
        "~\"measures\": [{\"agg\": \"sum\", \"field\": \"q\", \"over\": {\"dimension\": \"d\", \"take\": \"lst\"}}]~; PIVOT_INVALID; ~measures[0].over.take is 'lst'; it must be one of: first, last, avg. Did you mean 'last'?~",
        "~\"measures\": [{\"agg\": \"sum\", \"field\": \"q\", \"over\": {\"dimension\": \"d\"}}]~; PIVOT_INVALID; ~measures[0].over.take is missing~",
        "~\"measures\": [{\"agg\": \"sum\", \"field\": \"q\", \"null_handling\": \"zero\"}]~; PIVOT_INVALID; ~measures[0].null_handling is 'zero'~",
        "~\"measures\": [{\"agg\": \"count\", \"null_handling\": \"exclude_rows\"}]~; PIVOT_INVALID; ~measures[0].null_handling is for measures of a field~",
        "~\"measures\": [{\"agg\": \"count\", \"filters\": [{\"field\": \"q\", \"op\": \"<>\", \"value\": 1}]}]~; FILTER_INVALID; ~measures[0].filters[0].op is the unknown operator~",
        "~\"measures\": [{\"agg\": \"ratio\", \"ratio_numerator\": \"a\", \"ratio_denominator\": \"b\"}]~; FIELD_UNKNOWN; ~measures[0].ratio_numerator names 'a', which is no measure of a field~",
        "~\"measures\": [{\"agg\": \"ratio\", \"field\": \"q\", \"ratio_numerator\": \"a\", \"ratio_denominator\": \"b\"}]~; PIVOT_INVALID; ~measures[0].field is not for 'ratio'~",
        "~\"measures\": [{\"agg\": \"sum\", \"field\": \"q\", \"ratio_format\": \"percentage\"}]~; PIVOT_INVALID; ~measures[0].ratio_format is for 'ratio' only, not for 'sum'~",
        "~\"measures\": []~; PIVOT_INVALID; measures is empty",
        "~\"measures\": {}~; PIVOT_INVALID; measures must be a list",
        "~\"measures\": [{\"agg\": \"summ\", \"field\": \"q\"}]~; PIVOT_INVALID; ~measures[0].agg is the unknown aggregate 'summ'. Did you mean 'sum'?~",
        "~\"measures\": [{\"agg\": \"sum\"}]~; PIVOT_INVALID; measures[0].field is missing",
        "~\"measures\": [{\"agg\": \"count\", \"show_as\": {}}]~; PIVOT_INVALID; measures[0].show_as.kind is missing",
        "~\"measures\": [{\"agg\": \"count\", \"show_as\": \"share_of_gran\"}]~; PIVOT_INVALID; ~Did you mean 'share_of_grand'?~",
        "~\"measures\": [{\"agg\": \"count\", \"show_as\": \"running_total\"}]~; PIVOT_INVALID; measures[0].show_as.field is missing",
        "~\"measures\": [{\"agg\": \"count\", \"show_as\": {\"kind\": \"index\", \"field\": \"region\"}}]~; PIVOT_INVALID; measures[0].show_as.field is not for 'index'",
        "~\"measures\": [{\"agg\": \"count\", \"show_as\": {\"kind\": \"running_total\", \"field\": \"regio\"}}]~; FIELD_UNKNOWN; ~Did you mean 'region'?~",
        "~\"measures\": [{\"agg\": \"count\", \"show_as\": {\"kind\": \"difference\", \"field\": \"region\"}}]~; PIVOT_INVALID; measures[0].show_as.item is missing",
        "~\"measures\": [{\"agg\": \"count\", \"show_as\": {\"kind\": \"difference\", \"field\": \"region\", \"item\": \"prev\"}}]~; PIVOT_INVALID; measures[0].show_as.item is 'prev'",
        "~\"measures\": [{\"expression\": \"1 +\", \"alias\": \"x\"}]~; PIVOT_INVALID; measures[0].expression ends where",
        "~\"measures\": [{\"expression\": \"1 1\", \"alias\": \"x\"}]~; PIVOT_INVALID; (at character 3)",
        "~\"measures\": [{\"expression\": \"(1\", \"alias\": \"x\"}]~; PIVOT_INVALID; measures[0].expression lacks",
        "~\"measures\": [{\"expression\": \"abss(1)\", \"alias\": \"x\"}]~; PIVOT_INVALID; ~Did you mean 'abs'?~",
        "~\"measures\": [{\"expression\": \"nullif(1)\", \"alias\": \"x\"}]~; PIVOT_INVALID; it takes 2",
        "~\"measures\": [{\"agg\": \"count\"}, {\"expression\": \"coun\", \"alias\": \"x\"}]~; FIELD_UNKNOWN; ~Did you mean 'count'?~",
        "~\"measures\": [{\"expression\": \"x\", \"alias\": \"x\"}]~; FIELD_UNKNOWN; measures[0].expression names 'x'",
        "~\"measures\": [{\"expression\": \"1\"}]~; PIVOT_INVALID; measures[0].alias is missing",
        "~\"measures\": [{\"expression\": \"1; DROP TABLE t\", \"alias\": \"x\"}]~; PIVOT_INVALID; (at character 2)",
        "~\"sort\": {\"field\": \"sum_q\", \"order\": [\"a\"]}~; PIVOT_INVALID; sort.order lists values",
        "~\"measures\": [{\"agg\": \"count\", \"aliass\": \"x\"}]~; COMMAND_UNKNOWN_KEY; ~in measures[0]. Did you mean 'alias'?~",
        "~\"measures\": [{\"agg\": \"count\"}, {\"agg\": \"count\"}]~; PIVOT_INVALID; ~measures[1] is called 'count' like measures[0]~",
        "~\"measures\": [{\"agg\": \"sum\", \"field\": \"q\", \"type\": \"float\"}]~; PIVOT_INVALID; measures[0].type",
        "~\"measures\": [{\"agg\": \"avg\", \"field\": \"q\", \"type\": \"decimal\"}]~; PIVOT_INVALID; measures[0].type",
        "~\"measures\": [{\"agg\": \"count\", \"alias\": \"\"}]~; NAME_INVALID; measure name",
        "~\"totals\": \"after\"~; PIVOT_INVALID; totals must be true, false or an object",
        "~\"totals\": {\"rows\": \"top\"}~; PIVOT_INVALID; totals.rows is 'top'",
        "~\"totals\": {\"row\": \"after\"}~; COMMAND_UNKNOWN_KEY; ~in totals. Did you mean 'rows'?~",
        "~\"totals\": {\"subtotals\": [\"year\"]}~; FIELD_UNKNOWN; totals.subtotals[0] names 'year'",
        "~\"subtotals\": [\"regio\"]~; FIELD_UNKNOWN; ~Did you mean 'region'?~",
        "~\"subtotals\": [\"region\"], \"totals\": {\"subtotals\": false}~; PIVOT_INVALID; subtotals and totals.subtotals",
        "~\"sort\": {\"field\": \"sum_p\"}~; FIELD_UNKNOWN; ~sort.field names 'sum_p'~",
        "~\"sort\": [{\"field\": \"q\"}]~; FIELD_UNKNOWN; ~sort[0].field~",
        "~\"sort\": {\"field\": \"sum_q\", \"order\": \"down\"}~; PIVOT_INVALID; sort.order is 'down'",
        "~\"sort\": {\"field\": \"sum_q\", \"nulls\": \"lst\"}~; PIVOT_INVALID; ~Did you mean 'last'?~",
        "~\"sort\": {\"field\": \"region\", \"column\": [1]}~; PIVOT_INVALID; sort.column is for measures",
        "~\"sort\": {\"field\": \"sum_q\", \"column\": [1, 2, 3]}~; PIVOT_INVALID; sort.column has 3 keys",
        "~\"sort\": {\"field\": \"sum_q\", \"column\": [[1]]}~; PIVOT_INVALID; sort.column[0] must be",
        "~\"sort\": [{\"field\": \"desk\"}, {\"field\": \"desk\"}]~; PIVOT_INVALID; sort[1] sorts by 'desk' again",
        "~\"limit\": -1~; PIVOT_INVALID; limit must be a whole number",
        "~\"limit\": 1.5~; PIVOT_INVALID; limit must be",
        "~\"result\": \"tall\"~; PIVOT_INVALID; result is 'tall'",
        "~\"as_of\": {}~; PIVOT_INVALID; as_of must hold either",
        "~\"as_of\": {\"version\": 1, \"timestamp\": \"2026-01-01T00:00:00Z\"}~; PIVOT_INVALID; as_of must hold either",
        "~\"as_of\": {\"timestamp\": \"2026-01-01T00:00:00\"}~; PIVOT_INVALID; with zone",
        "~\"as_of\": {\"versio\": 1}~; COMMAND_UNKNOWN_KEY; ~in as_of. Did you mean 'version'?~",
        "~\"filters\": {}~; FILTER_INVALID; filters must be a list",
        "~\"filters\": [{\"field\": \"q\", \"op\": \"lik\", \"value\": 1}]~; FILTER_INVALID; ~filters[0].op is the unknown operator 'lik'. Did you mean 'like'?~",
        "~\"filters\": [{\"field\": \"q\", \"op\": \"=\"}]~; FILTER_INVALID; filters[0].value is missing",
        "~\"filters\": [{\"op\": \"=\", \"value\": 1}]~; FILTER_INVALID; filters[0].field is missing",
        "~\"filters\": [{\"field\": \"q\", \"value\": 1}]~; FILTER_INVALID; filters[0].op is missing",
        "~\"filters\": [{\"field\": \"q\", \"op\": \"=\", \"value\": 1, \"casesensitive\": true}]~; COMMAND_UNKNOWN_KEY; in filters[0]",
        "~\"filters\": [{\"field\": \"q\", \"op\": \"<\", \"value\": 1, \"caseSensitive\": false}]~; FILTER_INVALID; filters[0].caseSensitive is false",
        "~\"filters\": [{\"field\": \"q\", \"op\": \"ilike\", \"value\": \"x\", \"caseSensitive\": true}]~; FILTER_INVALID; filters[0].caseSensitive is true",
        "~\"filters\": [{\"op\": \"NOT\", \"conditions\": []}]~; FILTER_INVALID; exactly one condition",
        "~\"filters\": [{\"op\": \"AND\", \"conditions\": []}]~; FILTER_INVALID; filters[0].conditions",
        "~\"filters\": [{\"op\": \"OR\", \"conditions\": [{\"field\": \"q\", \"op\": \"=\"}]}]~; FILTER_INVALID; filters[0].conditions[0].value is missing",
      })
  void refusesByNameAndPlace(String keys, ErrorCode code, String message) {
    assertThatThrownBy(() -> with(keys))
        .isInstanceOfSatisfying(VaneException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"measures\": [{\"agg\": \"count\"}]}",
        "{\"table\": 5, \"measures\": [{\"agg\": \"count\"}]}",
        "{\"table\": [], \"measures\": [{\"agg\": \"count\"}]}",
        "{\"table\": [\"a\", \"b\", \"c\", \"d\"], \"measures\": [{\"agg\": \"count\"}]}",
        "{\"table\": [5], \"measures\": [{\"agg\": \"count\"}]}",
        "{\"table\": \"t\"}",
      })
  void refusesAQuestionWithoutATableOrMeasures(String json) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PIVOT_INVALID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{", "{\"a\": 1, \"a\": 2}", "{} {}", "{\"a\": NaN}", "{\"a\": 01}"})
  void refusesWhatIsNotOneJsonObject(String json) {
    assertThatThrownBy(() -> StrictJson.parse(json))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMAND_INVALID));
  }

  @Test
  void refusesFiltersNestedTooDeep() {
    String leaf = "{\"field\": \"q\", \"op\": \"=\", \"value\": 1}";
    String deep =
        Stream.generate(() -> "{\"op\": \"NOT\", \"conditions\": [")
            .limit(3)
            .reduce("", String::concat);
    assertThat(with("\"filters\": [" + deep + leaf + "]}]}]}]").filters()).hasSize(1);
    assertThatThrownBy(
            () ->
                with(
                    "\"filters\": [{\"op\": \"NOT\", \"conditions\": ["
                        + deep
                        + leaf
                        + "]}]}]}]}]"))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_FILTER_DEPTH));
  }

  @Test
  void refusesMoreKeysThanAGroupingHasBits() {
    String rows =
        Stream.iterate(0, index -> index + 1)
            .limit(32)
            .map(index -> "\"k" + index + "\"")
            .reduce((left, right) -> left + ", " + right)
            .orElseThrow();
    assertThatThrownBy(() -> with("\"rows\": [" + rows + "]")).hasMessageContaining("at most 31");
  }

  @Test
  void theSameQuestionHasOneCanonicalText() {
    PivotSpec one =
        parse(
            """
            {"table": "t", "rows": ["region"], "totals": true, "cursor": null,
             "measures": [{"field": "d", "agg": "distinct_count", "alias": "n"}],
             "filters": [{"field": "q", "op": "gte", "value": 1.0},
                         {"field": "d", "op": "IN", "value": ["b", "a", "b"]}]}
            """);
    PivotSpec other =
        parse(
            """
            {"result": "wide", "measures": [{"alias": "n", "agg": "count_distinct", "field": "d"}],
             "filters": [{"op": "in", "value": ["a", "b"], "field": "d"},
                         {"field": "q", "op": ">=", "value": 1}],
             "totals": {"rows": "after"}, "rows": [{"field": "region"}], "table": ["t"]}
            """);
    assertThat(one.canonical())
        .isEqualTo(other.canonical())
        .isEqualTo(
            "{\"table\":[\"t\"],\"rows\":[{\"field\":\"region\",\"as\":\"region\"}],\"columns\":[],"
                + "\"measures\":[{\"field\":\"d\",\"agg\":\"count_distinct\",\"alias\":\"n\"}],"
                + "\"filters\":[{\"field\":\"d\",\"op\":\"in\",\"value\":[\"a\",\"b\"]},"
                + "{\"field\":\"q\",\"op\":\">=\",\"value\":1}],"
                + "\"totals\":{\"rows\":\"after\",\"columns\":\"none\",\"subtotals\":[],"
                + "\"column_subtotals\":[]},\"sort\":[],\"result\":\"wide\"}");
  }

  @Test
  void differentQuestionsHaveDifferentCanonicalTexts() {
    assertThat(
            Stream.of(
                    with("\"limit\": 5"),
                    with("\"limit\": 6"),
                    with("\"totals\": true"),
                    with("\"totals\": {\"rows\": \"before\"}"),
                    with("\"as_of\": {\"version\": 1}"),
                    with("\"compare_to\": {\"version\": 1}"),
                    with("\"as_of\": {\"version\": 1}, \"compare_to\": {\"version\": 2}"),
                    with("\"sort\": {\"field\": \"sum_q\"}"),
                    with("\"sort\": {\"field\": \"sum_q\", \"column\": [null]}"),
                    with("\"sort\": {\"field\": \"sum_q\", \"nulls\": \"first\"}"),
                    with("\"filters\": [{\"field\": \"q\", \"op\": \"=\", \"value\": 1}]"),
                    with("\"filters\": [{\"field\": \"q\", \"op\": \"=\", \"value\": \"1\"}]"),
                    with("\"filters\": [{\"field\": \"q\", \"op\": \"=\", \"value\": null}]"),
                    with("\"result\": \"long\""))
                .map(PivotSpec::canonical))
        .doesNotHaveDuplicates();
  }
}
