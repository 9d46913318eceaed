package dev.vane.pivot.plan;

import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.source.SourceCheck;
import dev.vane.pivot.source.SourceStep;
import dev.vane.pivot.source.Sources;
import dev.vane.spi.Dialect;
import dev.vane.spi.Relation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The rows that a question is about, of tables that are called as the question calls them.
 *
 * @param schema of the rows
 */
record SourceTables(Sources sources, List<Relation> joined, Schema schema) {
  private static final Relation OWN = Relation.of(RandomTable.NAME);

  /** Tells the schema of a table. */
  interface Schemas {
    Schema of(String table) throws SQLException;
  }

  /** Of a question about the table "t". */
  static SourceTables of(PivotSpec spec, Schemas schemas) throws SQLException {
    List<Schema> tables = new ArrayList<>();
    List<Relation> joined = new ArrayList<>();
    for (SourceStep step : spec.sources()) {
      String table = step.table().path().get(0);
      tables.add(schemas.of(table));
      joined.add(Relation.of(table));
    }
    Sources sources = Sources.bind(spec.sources(), schemas.of(RandomTable.NAME), tables);
    return new SourceTables(sources, joined, sources.schema());
  }

  Relation rows(Dialect dialect) {
    return sources.rows(OWN, joined, dialect);
  }

  /** Asks a question as the gateway does: the tables are checked first. */
  static DuckDb.Answer ask(DuckDb database, String json) throws SQLException {
    PivotSpec spec = RandomTrial.parse(json);
    SourceTables tables = of(spec, database::schema);
    for (SourceCheck check : tables.sources().checks(tables.joined(), DuckDb.DIALECT)) {
      DuckDb.Answer found = database.query(check.query());
      if (!found.rows().isEmpty()) {
        throw check.error(String.valueOf(found.rows().get(0).get(0)));
      }
    }
    try (PreparedPivot pivot = tables.prepare(database, spec)) {
      return pivot.answer(spec.presentation(), DuckDb.UNLIMITED);
    }
  }

  PreparedPivot prepare(DuckDb database, PivotSpec spec) throws SQLException {
    return database.prepare(spec, schema, rows(DuckDb.DIALECT).sql());
  }
}
