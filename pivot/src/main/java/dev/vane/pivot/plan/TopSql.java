package dev.vane.pivot.plan;

import dev.vane.pivot.Top;
import dev.vane.pivot.sql.SqlBuilder;
import dev.vane.spi.Dialect;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses members. Which ones are chosen is decided first, by the measure's own value for each
 * member, computed like any cell. Then rows, or groups of them, are joined with the members: a
 * value that is no member becomes NULL with a flag beside it, or its rows are dropped. What comes
 * after groups by value and flag, so that the others are computed from their rows like every other
 * key. Keys are taken in the axis' order, because the members of a key are chosen within its
 * parents, the others of the parents among them.
 */
final class TopSql {
  private final CubeQuestion question;
  private final Relation table;
  private final Dialect dialect;

  TopSql(CubeQuestion question, Relation table, Dialect dialect) {
    this.question = question;
    this.table = table;
    this.dialect = dialect;
  }

  /**
   * The same rows with every key that is no member replaced.
   *
   * @param rows a query for all keys and more
   * @param more the names of what is carried along
   */
  SqlQuery chosen(SqlQuery rows, List<String> more) {
    SqlQuery current = rows;
    List<String> flags = new ArrayList<>();
    for (Axis axis : List.of(question.rows(), question.columns())) {
      for (int key = 0; key < axis.leaf(); key++) {
        if (axis.keys().get(key).top().isPresent()) {
          current = chosen(current, axis, key, flags, more);
          if (axis.keys().get(key).choosesOthers()) {
            flags.add(axis.flag(key));
          }
        }
      }
    }
    SqlQuery limited = new ColumnLimitSql(question, table, dialect).limited(current, more);
    return new VisibleSql(question, table, dialect).visible(limited, more);
  }

  private SqlQuery chosen(
      SqlQuery rows, Axis axis, int key, List<String> flags, List<String> more) {
    Top top = axis.keys().get(key).top().orElseThrow();
    String chosenKey = axis.key(key);
    List<String> outputs = new ArrayList<>();
    for (Axis any : List.of(question.rows(), question.columns())) {
      for (String name : any.keyNames()) {
        outputs.add(
            name.equals(chosenKey) && top.others()
                ? "CASE WHEN members.chosen = 1 THEN g." + name + " END AS " + name
                : "g." + name + " AS " + name);
      }
    }
    flags.forEach(flag -> outputs.add("g." + flag + " AS " + flag));
    if (top.others()) {
      outputs.add("CAST(members.chosen IS NULL AS BOOLEAN) AS " + axis.flag(key));
    }
    more.forEach(name -> outputs.add("g." + name + " AS " + name));
    return new SqlBuilder(dialect)
        .sql("SELECT " + String.join(", ", outputs) + " FROM (")
        .query(rows)
        .sql(top.others() ? ") AS g LEFT JOIN (" : ") AS g JOIN (")
        .query(members(axis, key, top))
        .sql(") AS members ON " + condition(axis, key, top))
        .build();
  }

  /** The members' keys and their parents', under the names of an axis of their own. */
  private SqlQuery members(Axis axis, int key, Top top) {
    CubeQuestion deciding = question.deciding(axis, key);
    Axis path = deciding.rows();
    int last = path.leaf() - 1;
    List<String> parents = path.groupNames(LevelPair.first(last));
    String order =
        dialect.order("m0", top.descending(), false)
            + ", "
            + dialect.order(path.key(last), false, false);
    List<String> names = new ArrayList<>(parents);
    names.add(path.key(last));
    return new SqlBuilder(dialect)
        .sql("SELECT " + String.join(", ", names) + ", 1 AS chosen FROM (SELECT ")
        .sql(String.join(", ", names) + ", ROW_NUMBER() OVER (")
        .sql(parents.isEmpty() ? "" : "PARTITION BY " + String.join(", ", parents) + " ")
        .sql("ORDER BY " + order + ") AS place FROM (")
        .query(new CubeSql(deciding, dialect).write(table))
        .sql(") AS decided) AS placed WHERE place <= " + top.count())
        .build();
  }

  private static String condition(Axis axis, int key, Top top) {
    List<String> conditions = new ArrayList<>();
    int first = top.perParent() ? 0 : key;
    for (int index = first; index <= key; index++) {
      conditions.add(same(axis.key(index), "r" + (index - first)));
      if (index < key && axis.keys().get(index).choosesOthers()) {
        conditions.add(same(axis.flag(index), "r" + (index - first) + Axis.FLAG));
      }
    }
    return String.join(" AND ", conditions);
  }

  private static String same(String left, String right) {
    return "g." + left + " IS NOT DISTINCT FROM members." + right;
  }
}
