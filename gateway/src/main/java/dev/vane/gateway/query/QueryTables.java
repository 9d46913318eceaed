package dev.vane.gateway.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.gateway.json.Commands;
import dev.vane.pivot.json.StrictJson;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.UserQuery;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables that a question names, before anything of it is looked at closely. A question that
 * does not say it properly names none: planning tells what is wrong with it.
 */
final class QueryTables {
  private QueryTables() {}

  static List<List<String>> of(QueryCommand command, QueryEngine engine) {
    try {
      if (command instanceof QueryCommand.Sql statement) {
        return ofQuery(engine.parse(statement.text()));
      }
      if (command instanceof QueryCommand.Statement statement) {
        return ofQuery(statement.query());
      }
      if (command instanceof QueryCommand.Scan scan) {
        return ofSpec(scan.spec());
      }
      if (command instanceof QueryCommand.Pivot pivot) {
        return ofSpec(pivot.spec());
      }
      if (command instanceof QueryCommand.Drill drill
          && drill.spec().get("drill") instanceof ObjectNode question) {
        return ofSpec(question);
      }
      return List.of();
    } catch (VaneException faulty) {
      return List.of();
    }
  }

  /** Those that it names itself, and those of the pivots that it reads. */
  private static List<List<String>> ofQuery(UserQuery query) {
    List<List<String>> tables = new ArrayList<>();
    query.references().forEach(reference -> tables.add(reference.path()));
    query.pivots().forEach(spec -> tables.addAll(ofSpec(StrictJson.parse(spec))));
    return tables;
  }

  private static List<List<String>> ofSpec(ObjectNode spec) {
    List<List<String>> tables = new ArrayList<>();
    if (spec.get("table") != null) {
      Commands.path(Commands.root(spec), "table").ifPresent(tables::add);
    }
    List<JsonNode> steps = new ArrayList<>(List.of(spec.path("look_through")));
    spec.path("join").forEach(steps::add);
    spec.path("hierarchies").forEach(steps::add);
    for (JsonNode step : steps) {
      if (step instanceof ObjectNode table && table.get("table") != null) {
        Commands.path(Commands.root(table), "table").ifPresent(tables::add);
      }
    }
    return tables;
  }
}
