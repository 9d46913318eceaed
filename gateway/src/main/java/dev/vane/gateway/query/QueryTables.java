package dev.vane.gateway.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.gateway.json.Commands;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.UserQuery;
import dev.vane.spi.VaneException;
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
        return engine.parse(statement.text()).references().stream()
            .map(UserQuery.Reference::path)
            .toList();
      }
      if (command instanceof QueryCommand.Scan scan) {
        return ofSpec(scan.spec());
      }
      if (command instanceof QueryCommand.Pivot pivot) {
        return ofSpec(pivot.spec());
      }
      return List.of();
    } catch (VaneException faulty) {
      return List.of();
    }
  }

  private static List<List<String>> ofSpec(ObjectNode spec) {
    JsonNode table = spec.get("table");
    return table == null
        ? List.of()
        : Commands.path(Commands.root(spec), "table").map(List::of).orElse(List.of());
  }
}
