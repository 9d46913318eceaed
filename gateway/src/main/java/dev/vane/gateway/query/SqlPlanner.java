package dev.vane.gateway.query;

import dev.vane.gateway.catalog.CatalogService;
import dev.vane.pivot.json.StrictJson;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.UserQuery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Plans a client's own statement: checked by the engine, its tables resolved by the catalog. */
final class SqlPlanner {
  private final QueryEngine engine;
  private final CatalogService catalog;

  SqlPlanner(QueryEngine engine, CatalogService catalog) {
    this.engine = engine;
    this.catalog = catalog;
  }

  QueryPlan plan(QueryCommand.Sql command, ReadSession session) {
    UserQuery query = engine.parse(command.text());
    Map<UserQuery.Reference, Relation> relations = new HashMap<>();
    for (UserQuery.Reference reference : query.references()) {
      relations.put(
          reference,
          catalog.snapshot(reference.path(), reference.asOf(), session).relation(List.of()));
    }
    SqlQuery bound =
        query.bind(
            reference -> {
              Relation relation = relations.get(reference);
              if (relation == null) {
                throw new IllegalStateException("The engine asked for a table it did not list");
              }
              return relation;
            },
            command.parameters());
    return new QueryPlan(bound, StrictJson.write(command.source()), -1);
  }
}
