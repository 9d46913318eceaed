package dev.vane.duckdb.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.spi.AsOf;
import dev.vane.spi.UserQuery.Reference;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table as a statement names it.
 *
 * @param path one to three elements
 */
record TableName(List<String> path, AsOf asOf) {
  TableName {
    path = List.copyOf(path);
  }

  static TableName of(ObjectNode table) {
    List<String> path =
        Stream.of("catalog_name", "schema_name", "table_name")
            .map(part -> table.path(part).asText())
            .filter(part -> !part.isEmpty())
            .toList();
    JsonNode at = table.path("at_clause");
    return new TableName(path, at.isObject() ? AsOfClause.read(at) : AsOf.LATEST);
  }

  String last() {
    return path.get(path.size() - 1);
  }

  Reference reference() {
    return new Reference(path, asOf);
  }

  /**
   * Makes the table's columns findable by every path that ends its own.
   *
   * @return the alias that they have; the name, unless another table of that name is in the way
   */
  String defineIn(Scope scope) {
    List<String> name = List.of(last());
    String taken = scope.owner(name);
    String whole = String.join(".", path);
    String alias = taken == null || taken.equals(whole) ? last() : whole;
    scope.own(name, whole);
    for (int start = 0; start < path.size() - 1; start++) {
      scope.defineAlias(path.subList(start, path.size()), alias);
    }
    return alias;
  }

  /** Makes the call of a table function the table of a placeholder's name. */
  static void putForCall(String placeholder, String function, ObjectNode call) {
    call.remove("function");
    call.put("type", "BASE_TABLE");
    if (call.path("alias").asText().isEmpty()) {
      call.put("alias", function);
    }
    if (!call.path("column_name_alias").isArray()) {
      call.putArray("column_name_alias");
    }
    put(placeholder, call);
  }

  /** Makes a relation the table of a placeholder's name. */
  static void put(String placeholder, ObjectNode table) {
    table.put("catalog_name", "");
    table.put("schema_name", "");
    table.put("table_name", placeholder);
    table.putNull("at_clause");
    table.putObject("qualified_name").putArray("path").add(placeholder);
  }
}
