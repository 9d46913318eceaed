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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Composite instruments, and rows of them as rows of what they are made of. A row of a composite
 * becomes a row for each of its leaves, whose scaled fields are multiplied by the leaf's weight;
 * the composite's own row is not there beside them, so nothing is summed twice. What weights leave
 * of 1 stays with the composite as its residual.
 *
 * @param field of the rows: the instrument that a row is of
 * @param as the name of the field that has the leaf, and of its fellows
 * @param scaled fields of the rows that are shared out by weight
 * @param residual whether what weights leave of 1 is kept
 * @param depth how many composites may lie within each other
 * @param direct whether rows stay as they are, each its own leaf
 */
public record LookThrough(
    TableReference table,
    AsOf asOf,
    String field,
    String parent,
    String child,
    String weight,
    String as,
    List<String> scaled,
    boolean residual,
    int depth,
    boolean direct)
    implements SourceStep {
  public LookThrough {
    scaled = List.copyOf(scaled);
  }

  /** The field that has the product of the weights. */
  public String weightField() {
    return as + "_weight";
  }

  /** The field that tells whether a row is what a composite's constituents leave over. */
  public String residualField() {
    return as + "_residual";
  }

  @Override
  public String key() {
    return "look_through";
  }

  @Override
  public ObjectNode toJson() {
    ObjectNode node = SourceJson.table(this);
    node.put("field", field).put("parent", parent).put("child", child).put("weight", weight);
    node.put("as", as);
    scaled.forEach(node.putArray("scaled")::add);
    return node.put("residual", residual)
        .put("depth", depth)
        .put("view", direct ? "direct" : "leaves");
  }

  @Override
  public BoundStep bind(Schema rows, Schema table, JsonPath path) {
    TableColumns left = new TableColumns(rows);
    TableColumns right = new TableColumns(table);
    Column instrument = left.require(field, path.key("field"));
    FieldMatch.requireSameType(
        instrument, right.require(parent, path.key("parent")), path.key("parent"));
    FieldMatch.requireSameType(
        instrument, right.require(child, path.key("child")), path.key("child"));
    requireNumber(right.require(weight, path.key("weight")), path.key("weight"));
    for (int index = 0; index < scaled.size(); index++) {
      JsonPath place = path.key("scaled").index(index);
      requireNumber(left.require(scaled.get(index), place), place);
    }
    ArrowType number = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
    List<Field> before = new ArrayList<>();
    for (Field each : rows.getFields()) {
      before.add(
          scaled.contains(each.getName()) ? FieldMatch.nullable(each.getName(), number) : each);
    }
    List<Field> added =
        List.of(
            FieldMatch.nullable(as, rows.findField(field)),
            FieldMatch.nullable(weightField(), number),
            FieldMatch.nullable(residualField(), new ArrowType.Bool()));
    return new Bound(
        this,
        FieldMatch.with(new Schema(before), added, path.key("as"), "give 'as' another name"),
        before.stream().map(Field::getName).toList());
  }

  private static void requireNumber(Column column, JsonPath path) {
    if (!column.kind().isNumeric()) {
      throw path.problem(
          ErrorCode.PIVOT_INVALID,
          "names the field %s, which is no number".formatted(column.describe()));
    }
  }

  /**
   * A look-through that fits.
   *
   * @param fields those that the rows have before it
   */
  private record Bound(LookThrough look, Schema schema, List<String> fields) implements BoundStep {
    private static final String DOUBLE = "DOUBLE PRECISION";

    @Override
    public Set<String> made() {
      Set<String> made = new HashSet<>(look.scaled());
      made.addAll(List.of(look.as(), look.weightField(), look.residualField()));
      return made;
    }

    @Override
    public String rows(String rows, String table, Dialect dialect) {
      String instrument = "r." + dialect.identifier(look.field());
      List<String> outputs = new ArrayList<>();
      for (String field : fields) {
        String name = dialect.identifier(field);
        String value = "CAST(r." + name + " AS " + DOUBLE + ")";
        String shared = look.direct() ? value : value + " * COALESCE(x.weight, 1.0)";
        outputs.add((look.scaled().contains(field) ? shared : "r." + name) + " AS " + name);
      }
      outputs.add(
          (look.direct() ? instrument : "COALESCE(x.member, " + instrument + ")")
              + " AS "
              + dialect.identifier(look.as()));
      outputs.add(
          "CAST("
              + (look.direct() ? "1" : "COALESCE(x.weight, 1.0)")
              + " AS "
              + DOUBLE
              + ") AS "
              + dialect.identifier(look.weightField()));
      outputs.add(
          (look.direct() ? "CAST(0 AS BOOLEAN)" : "CAST(COALESCE(x.residual, 0) AS BOOLEAN)")
              + " AS "
              + dialect.identifier(look.residualField()));
      String select = "SELECT " + String.join(", ", outputs) + " FROM " + rows + " AS r";
      return look.direct()
          ? select
          : select
              + " LEFT JOIN ("
              + walk(table, look.depth(), dialect)
              + " SELECT root, member, residual, SUM(weight) AS weight FROM walk WHERE residual = 1 OR "
              + "member NOT IN (SELECT parent FROM edges) GROUP BY root, member, residual) AS x ON x.root = "
              + instrument;
    }

    /** The constituents, and all that composites lead to in so many steps. */
    private String walk(String table, int depth, Dialect dialect) {
      String residual =
          look.residual()
              ? " UNION ALL SELECT parent, parent, 1.0 - SUM(weight), 1 FROM edges GROUP BY parent HAVING ABS(1.0 - SUM(weight)) > 1e-12"
              : "";
      return """
      WITH RECURSIVE edges AS (%s), \
      lines(parent, child, weight, residual) AS (\
      SELECT parent, child, weight, 0 FROM edges%s), \
      walk(root, member, weight, residual, depth) AS (\
      SELECT parent, child, weight, residual, 1 FROM lines UNION ALL \
      SELECT w.root, l.child, w.weight * l.weight, l.residual, w.depth + 1 \
      FROM walk AS w JOIN lines AS l ON l.parent = w.member \
      WHERE w.residual = 0 AND w.depth < %d)"""
          .formatted(edges(table, dialect), residual, depth);
    }

    private String edges(String table, Dialect dialect) {
      String parent = "t." + dialect.identifier(look.parent());
      String child = "t." + dialect.identifier(look.child());
      return "SELECT %1$s AS parent, %2$s AS child, SUM(CAST(t.%3$s AS %4$s)) AS weight FROM %5$s AS t WHERE %1$s IS NOT NULL AND %2$s IS NOT NULL GROUP BY %1$s, %2$s"
          .formatted(parent, child, dialect.identifier(look.weight()), DOUBLE, table);
    }

    @Override
    public List<SourceCheck> checks(String table, Dialect dialect) {
      if (look.direct()) {
        return List.of();
      }
      String parent = "t." + dialect.identifier(look.parent());
      String child = "t." + dialect.identifier(look.child());
      String weight = "CAST(t." + dialect.identifier(look.weight()) + " AS " + DOUBLE + ")";
      String about = "The composites of " + SourceJson.describe(look.table());
      return List.of(
          check(
              "SELECT CAST(%1$s AS VARCHAR) FROM %2$s AS t WHERE %1$s IS NOT NULL AND (%3$s IS NULL OR %4$s IS NULL OR NOT ABS(%4$s) < 1e300) ORDER BY 1 LIMIT 1"
                  .formatted(parent, table, child, weight),
              about
                  + " have a constituent of %s without a member, or without a finite weight. Complete it."),
          check(
              "WITH RECURSIVE edges AS (%s), reach(root, member) AS (SELECT parent, child FROM edges UNION SELECT r.root, e.child FROM reach AS r JOIN edges AS e ON e.parent = r.member) SELECT CAST(root AS VARCHAR) FROM reach WHERE root = member ORDER BY 1 LIMIT 1"
                  .formatted(edges(table, dialect)),
              about + " lead from %s to itself. Correct its constituents."),
          check(
              walk(table, look.depth(), dialect)
                  + " SELECT CAST(w.root AS VARCHAR) FROM walk AS w WHERE w.residual = 0 AND w.depth = %d AND w.member IN (SELECT parent FROM edges) ORDER BY 1 LIMIT 1"
                      .formatted(look.depth()),
              about
                  + " lie within %s deeper than "
                  + look.depth()
                  + " levels. Raise look_through.depth."));
    }

    private static SourceCheck check(String query, String message) {
      return new SourceCheck(SqlQuery.of(query), ErrorCode.HIERARCHY_INVALID, message);
    }
  }
}
