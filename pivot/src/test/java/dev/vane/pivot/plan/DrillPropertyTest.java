package dev.vane.pivot.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.DrillSpec;
import dev.vane.pivot.DrillSpecParser;
import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.json.StrictJson;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import org.jspecify.annotations.Nullable;

/** The rows behind any cell of any question are as many as the cell counts. */
class DrillPropertyTest {
  private static final String COUNT = "rows behind it";
  private static final String BIG = "large rows behind it";
  private static final int CELLS = 4;

  /** The question with two counts after its measures, of all rows and of some. */
  private static PivotSpec counted(PivotSpec spec) {
    ObjectNode json = StrictJson.parse(spec.canonical());
    ArrayNode measures = (ArrayNode) json.path("measures");
    measures.addObject().put("agg", "count").put("alias", COUNT);
    measures
        .addObject()
        .put("agg", "count")
        .put("alias", BIG)
        .putArray("filters")
        .addObject()
        .put("field", "quantity")
        .put("op", ">=")
        .put("value", 0);
    return RandomTrial.parse(StrictJson.write(json));
  }

  private static ArrayNode path(List<@Nullable Object> keys) {
    ArrayNode path = JsonNodeFactory.instance.arrayNode();
    for (Object key : keys) {
      if (key == ReferenceTop.OTHERS) {
        path.addObject();
      } else if (key == Reference.ROLLED_UP) {
        path.addArray();
      } else {
        path.add(RandomQuestion.json(key));
      }
    }
    return path;
  }

  private static long rows(
      DuckDb database, RandomTrial trial, PivotSpec spec, Reference.Cell cell, String measure)
      throws SQLException {
    ObjectNode command = JsonNodeFactory.instance.objectNode();
    command.set("drill", StrictJson.parse(spec.canonical()));
    command.set("row_path", path(cell.row()));
    command.set("column_path", path(cell.column()));
    command.put("measure", measure);
    DrillSpec drill = new DrillSpecParser(DuckDb.FILTER_DEPTH).parse(command);
    SourceTables tables = trial.tables(spec, database);
    return database
        .query(
            DrillQuestion.bind(drill, tables.schema())
                .query(tables.rows(DuckDb.DIALECT), DuckDb.DIALECT))
        .rows()
        .size();
  }

  @Example
  void countsWhatTheCellCounts() throws SQLException {
    long seed = RandomTrial.firstSeed();
    try (DuckDb database = new DuckDb()) {
      for (int trials = 0; trials < 20; trials++) {
        RandomTrial trial = new RandomTrial(seed + trials);
        trial.load(database);
        for (PivotSpec question : trial.questions()) {
          PivotSpec spec = counted(question);
          List<Reference.Cell> cells =
              new ArrayList<>(new Reference(spec, trial.rows(spec)).cells());
          Collections.shuffle(cells, new Random(seed));
          for (Reference.Cell cell : cells.subList(0, Math.min(CELLS, cells.size()))) {
            int last = cell.values().size() - 1;
            assertThat(
                    List.of(
                        rows(database, trial, spec, cell, COUNT),
                        rows(database, trial, spec, cell, BIG)))
                .as("seed %s: %s of %s", seed + trials, cell, spec.canonical())
                .isEqualTo(cell.values().subList(last - 1, last + 1));
          }
        }
      }
    }
  }
}
