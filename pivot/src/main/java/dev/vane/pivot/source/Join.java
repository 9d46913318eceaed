package dev.vane.pivot.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.schema.TableColumns;
import dev.vane.spi.AsOf;
import dev.vane.spi.Dialect;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.SqlQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A table whose fields describe what a field of the rows names. Each row has one partner at most,
 * or the question is refused, so that no row counts twice; rows without a partner have NULLs.
 *
 * @param on fields of the rows and the fields of the table that are equal to them
 * @param columns the table's fields that are added; empty for all but those of {@code on}
 * @param prefix what the added fields' names begin with
 */
public record Join(
    TableReference table, AsOf asOf, Map<String, String> on, List<String> columns, String prefix)
    implements SourceStep {
  public Join {
    on = java.util.Collections.unmodifiableMap(new TreeMap<>(on));
    columns = List.copyOf(columns);
  }

  @Override
  public String key() {
    return "join";
  }

  @Override
  public ObjectNode toJson() {
    ObjectNode node = SourceJson.table(this);
    ObjectNode pairs = node.putObject("on");
    on.forEach(pairs::put);
    if (!columns.isEmpty()) {
      columns.forEach(node.putArray("columns")::add);
    }
    return prefix.isEmpty() ? node : node.put("prefix", prefix);
  }

  @Override
  public BoundStep bind(Schema rows, Schema table, JsonPath path) {
    TableColumns left = new TableColumns(rows);
    TableColumns right = new TableColumns(table);
    on.forEach(
        (ours, theirs) -> {
          JsonPath place = path.key("on").key(ours);
          Column named = right.require(theirs, place);
          FieldMatch.requireSameKind(left.require(ours, path.key("on")), named, place);
        });
    Map<String, String> added = new LinkedHashMap<>();
    List<Field> fields = new ArrayList<>();
    List<String> names =
        columns.isEmpty()
            ? right.all().stream()
                .map(Column::name)
                .filter(name -> !on.containsValue(name))
                .toList()
            : columns;
    for (int index = 0; index < names.size(); index++) {
      String name = names.get(index);
      right.require(name, path.key("columns").index(index));
      added.put(name, prefix + name);
      fields.add(FieldMatch.nullable(prefix + name, table.findField(name)));
    }
    return new Bound(
        this,
        FieldMatch.with(rows, fields, path, "give the join a 'prefix', or name other 'columns'"),
        added);
  }

  /**
   * A join that fits.
   *
   * @param added the table's fields and their names in the rows
   */
  private record Bound(Join join, Schema schema, Map<String, String> added) implements BoundStep {
    @Override
    public Set<String> made() {
      return Set.copyOf(added.values());
    }

    @Override
    public String rows(String rows, String table, Dialect dialect) {
      String outputs =
          added.entrySet().stream()
              .map(
                  field ->
                      ", d."
                          + dialect.identifier(field.getKey())
                          + " AS "
                          + dialect.identifier(field.getValue()))
              .collect(Collectors.joining());
      String condition =
          join.on().entrySet().stream()
              .map(
                  pair ->
                      "r."
                          + dialect.identifier(pair.getKey())
                          + " = d."
                          + dialect.identifier(pair.getValue()))
              .collect(Collectors.joining(" AND "));
      return "SELECT r.*%s FROM %s AS r LEFT JOIN %s AS d ON %s"
          .formatted(outputs, rows, table, condition);
    }

    @Override
    public List<SourceCheck> checks(String table, Dialect dialect) {
      List<String> keys = join.on().values().stream().distinct().map(dialect::identifier).toList();
      String present =
          keys.stream().map(key -> key + " IS NOT NULL").collect(Collectors.joining(" AND "));
      String names =
          keys.stream()
              .map(key -> "CAST(" + key + " AS VARCHAR)")
              .collect(Collectors.joining(" || ', ' || "));
      return List.of(
          new SourceCheck(
              SqlQuery.of(
                  "SELECT %s FROM %s AS d WHERE %s GROUP BY %s HAVING COUNT(*) > 1 ORDER BY 1 LIMIT 1"
                      .formatted(names, table, present, String.join(", ", keys))),
              ErrorCode.JOIN_NOT_UNIQUE,
              "The table "
                  + SourceJson.describe(join.table())
                  + " has %s more than once in "
                  + SourceJson.describe(List.copyOf(join.on().values()))
                  + ", so rows would count more than once. Join by fields that are unique in it, or remove the duplicates."));
    }
  }
}
