package dev.vane.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PivotSpecTest {
  @Test
  void everyPartIsTheKeyOfTheSpec() throws Exception {
    PivotSpec question =
        PivotSpec.of("delta", "trades")
            .rows("region")
            .row(PivotKey.of("desk").as("where"))
            .column(PivotKey.of("ts").bucket("month", "Europe/Zurich"))
            .measures(
                PivotMeasure.sum("notional").as("volume"),
                PivotMeasure.count(),
                PivotMeasure.of("percentile", "price").with("percentile", 0.95))
            .where("price", ">", 0)
            .where("desk", "not in", Arrays.asList("test", null))
            .where("book", "=", null)
            .sortDescending("volume")
            .limit(10)
            .subtotals()
            .page(50)
            .with("as_of", Json.object().put("version", 3))
            .build();

    assertThat(Json.parse(question.toString()))
        .isEqualTo(
            Json.parse(
                """
                {"table": ["delta", "trades"],
                 "rows": ["region", {"field": "desk", "as": "where"}],
                 "columns": [{"field": "ts", "bucket": {"unit": "month", "zone": "Europe/Zurich"}}],
                 "measures": [{"agg": "sum", "field": "notional", "alias": "volume"},
                              {"agg": "count"},
                              {"agg": "percentile", "field": "price", "percentile": 0.95}],
                 "filters": [{"field": "price", "op": ">", "value": 0},
                             {"field": "desk", "op": "not in", "value": ["test", null]},
                             {"field": "book", "op": "=", "value": null}],
                 "sort": [{"field": "volume", "order": "desc"}],
                 "limit": 10,
                 "totals": {"rows": "after", "columns": "after", "subtotals": true},
                 "page": {"size": 50},
                 "as_of": {"version": 3}}
                """));
  }

  @Test
  void aCellIsAPivotWithPathsAndAJoinedTableIsAKeyOfIt() throws Exception {
    DrillSpec cell =
        DrillSpec.of(
                PivotSpec.of("trades")
                    .join(List.of("delta", "desks"), Map.of("desk", "id"), "desk_")
                    .rows("region")
                    .measures(PivotMeasure.count())
                    .build())
            .row("EMEA", null)
            .column(2026)
            .measure("count")
            .columns("id")
            .limit(5)
            .versions(List.of(3L, 4L));
    assertThat(cell.rowOf("WyJBIl0").toJson().path("row_path").asText()).isEqualTo("WyJBIl0");
    assertThat(Json.parse(cell.toJson().toString()))
        .isEqualTo(
            Json.parse(
                """
                {"drill": {"table": "trades",
                           "join": [{"table": ["delta", "desks"], "on": {"desk": "id"}, "prefix": "desk_"}],
                           "rows": ["region"], "measures": [{"agg": "count"}]},
                 "row_path": ["EMEA", null], "column_path": [2026], "measure": "count",
                 "columns": ["id"], "limit": 5, "versions": [3, 4]}
                """));
  }

  @Test
  void whatRowsComeFromWindowsAndPathsAreKeysOfTheSpec() throws Exception {
    PivotSpec question =
        PivotSpec.of("trades")
            .lookThrough(
                PivotLookThrough.of(List.of("parts"), "symbol", "etf", "symbol", "weight")
                    .scaled("notional")
                    .as("leaf")
                    .withoutResidual()
                    .depth(3))
            .hierarchy(
                PivotHierarchy.of(List.of("books"), "id", "parent", "division", "desk")
                    .member("book")
                    .label("name")
                    .repeated())
            .rows("division", "desk")
            .fullRows("division", "desk", "leaf")
            .columns("year")
            .measures(
                PivotMeasure.sum("notional")
                    .as("moved")
                    .window("moving_avg", "year")
                    .windowFrame(-2, 0),
                PivotMeasure.count().window("rank").windowWithin("division"))
            .having("moved", ">", 5)
            .visibleTotals()
            .drillInto(Map.of("division", "FX"))
            .topColumns(3, "moved")
            .build();
    assertThat(Json.parse(question.toString()))
        .isEqualTo(
            Json.parse(
                """
                {"table": "trades",
                 "look_through": {"table": "parts", "field": "symbol", "parent": "etf", "child": "symbol",
                                  "weight": "weight", "scaled": ["notional"], "as": "leaf",
                                  "residual": false, "depth": 3},
                 "hierarchies": [{"table": "books", "field": "book", "id": "id", "parent": "parent",
                                  "label": "name", "levels": ["division", "desk"], "ragged": "repeat"}],
                 "rows": ["division", "desk"], "full_rows": ["division", "desk", "leaf"],
                 "columns": ["year"],
                 "measures": [{"agg": "sum", "field": "notional", "alias": "moved",
                               "window_func": "moving_avg", "window_order_by": ["year"],
                               "window_frame_start": -2, "window_frame_end": 0},
                              {"agg": "count", "window_func": "rank", "window_group_by": ["division"]}],
                 "having": [{"field": "moved", "op": ">", "value": 5}], "having_totals": "visible",
                 "drill_paths": [{"dimensions": ["division"], "values": ["FX"]}],
                 "pivot_config": {"top_n": 3, "order_by_measure": "moved"}}
                """));
    assertThat(
            PivotSpec.of("t")
                .columns("a")
                .measures(PivotMeasure.count())
                .otherColumnsBeyond(9)
                .build()
                .toJson()
                .path("limits"))
        .isEqualTo(Json.object().put("columns", 9).put("on_exceed", "others"));
  }

  @Test
  void aQuestionDoesNotChangeOnceItIsBuilt() {
    PivotSpec.Builder builder = PivotSpec.of("t").rows("a").measures(PivotMeasure.count()).totals();
    PivotSpec first = builder.build();
    String before = first.toString();
    builder.rows("b").with("limit", Json.value(1));
    ((ObjectNode) first.toJson()).remove("rows");
    assertThat(first.toString()).isEqualTo(before);
    assertThat(first.toJson().get("totals")).isEqualTo(Json.object().put("rows", "after"));
    assertThat(builder.build().toJson().get("rows")).isEqualTo(Json.texts(List.of("a", "b")));
  }
}
