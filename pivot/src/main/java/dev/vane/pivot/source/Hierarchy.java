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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Members of which each names its parent, and the levels above a row's member as fields: the first
 * level is the root's, the last one is as deep as the hierarchy may be.
 *
 * @param field of the rows: which member a row is of
 * @param label the field of the table that levels show
 * @param levels the names of the fields that are added, from the root on
 * @param repeat whether levels below a member show it again, instead of NULL
 */
public record Hierarchy(
    TableReference table,
    AsOf asOf,
    String field,
    String id,
    String parent,
    Optional<String> label,
    List<String> levels,
    boolean repeat)
    implements SourceStep {
  public Hierarchy {
    levels = List.copyOf(levels);
  }

  @Override
  public String key() {
    return "hierarchies";
  }

  @Override
  public ObjectNode toJson() {
    ObjectNode node = SourceJson.table(this);
    node.put("field", field).put("id", id).put("parent", parent);
    label.ifPresent(name -> node.put("label", name));
    levels.forEach(node.putArray("levels")::add);
    return node.put("ragged", repeat ? "repeat" : "null");
  }

  @Override
  public BoundStep bind(Schema rows, Schema table, JsonPath path) {
    TableColumns members = new TableColumns(table);
    Column member = members.require(id, path.key("id"));
    FieldMatch.requireSameKind(
        member, members.require(parent, path.key("parent")), path.key("parent"));
    FieldMatch.requireSameKind(
        new TableColumns(rows).require(field, path.key("field")), member, path.key("field"));
    String shown = label.orElse(id);
    members.require(shown, path.key("label"));
    List<Field> fields = new ArrayList<>();
    levels.forEach(level -> fields.add(FieldMatch.nullable(level, table.findField(shown))));
    return new Bound(
        this, FieldMatch.with(rows, fields, path.key("levels"), "give the level another name"));
  }

  /** A hierarchy that fits. */
  private record Bound(Hierarchy hierarchy, Schema schema) implements BoundStep {
    @Override
    public Set<String> made() {
      return Set.copyOf(hierarchy.levels());
    }

    @Override
    public String rows(String rows, String table, Dialect dialect) {
      StringBuilder outputs = new StringBuilder("SELECT r.*");
      for (int level = 1; level <= hierarchy.levels().size(); level++) {
        String value = "h.l" + level;
        outputs
            .append(", ")
            .append(
                hierarchy.repeat()
                    ? "CASE WHEN h.depth < %d THEN h.own ELSE %s END".formatted(level, value)
                    : value)
            .append(" AS ")
            .append(dialect.identifier(hierarchy.levels().get(level - 1)));
      }
      return "%s FROM %s AS r LEFT JOIN (%s SELECT * FROM members) AS h ON h.id = r.%s"
          .formatted(
              outputs,
              rows,
              members(table, hierarchy.levels().size(), dialect),
              dialect.identifier(hierarchy.field()));
    }

    /** The members that a root leads to in so many steps, with their levels. */
    private String members(String table, int depth, Dialect dialect) {
      String id = dialect.identifier(hierarchy.id());
      String parent = dialect.identifier(hierarchy.parent());
      String label = dialect.identifier(hierarchy.label().orElse(hierarchy.id()));
      StringBuilder names = new StringBuilder("id, own, depth, l1");
      StringBuilder roots = new StringBuilder("t.%1$s, t.%2$s, 1, t.%2$s".formatted(id, label));
      StringBuilder below = new StringBuilder("t.%s, t.%s, m.depth + 1, m.l1".formatted(id, label));
      for (int level = 2; level <= depth; level++) {
        names.append(", l").append(level);
        roots.append(", CASE WHEN FALSE THEN t.").append(label).append(" END");
        below.append(
            ", CASE WHEN m.depth = %d THEN t.%s ELSE m.l%d END".formatted(level - 1, label, level));
      }
      return """
      WITH RECURSIVE members(%s) AS (\
      SELECT %s FROM %s AS t WHERE t.%s IS NULL AND t.%s IS NOT NULL UNION ALL \
      SELECT %s FROM %s AS t JOIN members AS m ON t.%s = m.id WHERE m.depth < %d)"""
          .formatted(names, roots, table, parent, id, below, table, parent, depth);
    }

    @Override
    public List<SourceCheck> checks(String table, Dialect dialect) {
      String id = dialect.identifier(hierarchy.id());
      String parent = dialect.identifier(hierarchy.parent());
      int depth = hierarchy.levels().size();
      String about = "The hierarchy of " + SourceJson.describe(hierarchy.table());
      return List.of(
          check(
              "SELECT CAST(t.%1$s AS VARCHAR) FROM %2$s AS t WHERE t.%1$s IS NOT NULL GROUP BY t.%1$s HAVING COUNT(*) > 1 ORDER BY 1 LIMIT 1"
                  .formatted(id, table),
              about
                  + " has the member %s more than once, so rows would count more than once. Each member is one row."),
          check(
              "SELECT CAST(t.%2$s AS VARCHAR) FROM %3$s AS t LEFT JOIN %3$s AS p ON p.%1$s = t.%2$s WHERE t.%2$s IS NOT NULL AND p.%1$s IS NULL ORDER BY 1 LIMIT 1"
                  .formatted(id, parent, table),
              about
                  + " names %s as a parent, which is no member of it. Add the member, or make its children roots by a parent of NULL."),
          check(
              // One step more than there are levels, so that what is too deep is found.
              members(table, depth + 1, dialect)
                  + " SELECT CAST(id AS VARCHAR) FROM members WHERE depth > %d ORDER BY 1 LIMIT 1"
                      .formatted(depth),
              about + " has the member %s deeper than its " + depth + " levels. Name more levels."),
          check(
              members(table, depth, dialect)
                  + " SELECT CAST(t.%1$s AS VARCHAR) FROM %2$s AS t LEFT JOIN members AS m ON m.id = t.%1$s WHERE t.%1$s IS NOT NULL AND m.id IS NULL ORDER BY 1 LIMIT 1"
                      .formatted(id, table),
              about
                  + " leads from the member %s in a circle, and to no root. Correct its parents; a root's parent is NULL."));
    }

    private static SourceCheck check(String query, String message) {
      return new SourceCheck(SqlQuery.of(query), ErrorCode.HIERARCHY_INVALID, message);
    }
  }
}
