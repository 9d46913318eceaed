package dev.vane.gateway.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.catalog.TablePath;
import dev.vane.pivot.json.StrictJson;
import dev.vane.spi.OutputColumn;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.UserQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plans a client's own statement: checked by the engine, its tables resolved by the catalog. */
final class SqlPlanner {
  private final QueryEngine engine;
  private final CatalogService catalog;
  private final SqlPivots pivots;

  SqlPlanner(QueryEngine engine, CatalogService catalog, SqlPivots pivots) {
    this.engine = engine;
    this.catalog = catalog;
    this.pivots = pivots;
  }

  QueryPlan plan(QueryCommand.Sql command, ReadSession session, SqlPivots.Purpose purpose) {
    QueryPlan plan =
        plan(
            new QueryCommand.Statement(
                engine.parse(command.text()),
                List.of(command.parameters()),
                SqlContext.NONE,
                List.of(),
                command.pinned()),
            session,
            purpose);
    return new QueryPlan(
        plan.query(),
        plan.following(),
        StrictJson.write(ticket(command.source(), plan.pinned())),
        plan.rows(),
        plan.key(),
        plan.pinned(),
        plan.release());
  }

  QueryPlan plan(QueryCommand.Statement command, ReadSession session, SqlPivots.Purpose purpose) {
    UserQuery query = command.query();
    Map<UserQuery.Reference, Relation> relations = new HashMap<>();
    for (UserQuery.Reference reference : query.references()) {
      relations.put(reference, snapshot(reference, command.context(), session).relation(List.of()));
    }
    SqlPivots.Pinned pinned = pivots.pin(query.pivots(), command.pinned(), purpose);
    boolean planned = false;
    try {
      List<SqlQuery> queries = new ArrayList<>();
      for (List<@Nullable Object> values : command.rows()) {
        SqlQuery bound =
            query.bind(
                reference -> listed(relations.get(reference)),
                spec -> listed(pinned.rows().get(spec)),
                values);
        queries.add(convert(bound, command.columns()));
      }
      QueryPlan plan =
          new QueryPlan(
              queries.get(0),
              queries.subList(1, queries.size()),
              "",
              -1,
              Optional.empty(),
              pinned.tickets(),
              pinned::close);
      planned = true;
      return plan;
    } finally {
      if (!planned) {
        pinned.close();
      }
    }
  }

  private TableSnapshot snapshot(
      UserQuery.Reference reference, SqlContext context, ReadSession session) {
    TablePath path = catalog.inScope(reference.path(), context.catalog(), context.schema());
    return reference.changes().isPresent()
        ? catalog.changes(path, reference.changes().get(), session)
        : catalog.snapshot(path, reference.asOf(), session);
  }

  private SqlQuery convert(SqlQuery query, List<OutputColumn> columns) {
    return columns.isEmpty() ? query : engine.convert(query, columns);
  }

  private static <T> T listed(@Nullable T found) {
    if (found == null) {
      throw new IllegalStateException("The engine asked for a relation it did not list");
    }
    return found;
  }

  private static JsonNode ticket(JsonNode source, List<String> pinned) {
    if (pinned.isEmpty() || !(source.deepCopy() instanceof ObjectNode ticket)) {
      return source;
    }
    pinned.forEach(ticket.putArray(QueryCommandParser.PINNED)::add);
    return ticket;
  }
}
