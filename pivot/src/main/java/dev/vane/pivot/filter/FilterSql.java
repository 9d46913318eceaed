package dev.vane.pivot.filter;

import dev.vane.pivot.schema.Column;
import dev.vane.pivot.sql.Parameter;
import dev.vane.pivot.sql.SqlBuilder;
import java.util.List;

/**
 * Conditions as SQL. A comparison is written plainly, so that the engine can push it into the scan;
 * SQL makes it unknown where we say false, which is the same to WHERE, AND and OR. Only a negation
 * could tell the two apart, and it is written as IS NOT TRUE.
 */
public final class FilterSql {
  private final SqlBuilder sql;
  private final String source;

  /**
   * @param source the alias of the table that the columns belong to
   */
  public FilterSql(SqlBuilder sql, String source) {
    this.sql = sql;
    this.source = source;
  }

  /** Adds the condition, in parentheses where it needs them. */
  public void write(BoundFilter filter) {
    if (filter instanceof BoundFilter.Always always) {
      sql.sql(always.value() ? "TRUE" : "FALSE");
    } else if (filter instanceof BoundFilter.IsNull isNull) {
      column(isNull.column()).sql(" IS NULL");
    } else if (filter instanceof BoundFilter.Compare compare) {
      column(compare.column()).sql(" " + compare.relation().sql() + " ").value(compare.value());
    } else if (filter instanceof BoundFilter.AnyOf anyOf) {
      column(anyOf.column()).sql(" IN (");
      for (int index = 0; index < anyOf.values().size(); index++) {
        sql.sql(index == 0 ? "" : ", ").value(anyOf.values().get(index));
      }
      sql.sql(")");
    } else if (filter instanceof BoundFilter.TextMatch match) {
      textMatch(match);
    } else if (filter instanceof BoundFilter.All all) {
      joined(all.conditions(), " AND ", "TRUE");
    } else if (filter instanceof BoundFilter.Any any) {
      joined(any.conditions(), " OR ", "FALSE");
    } else {
      negation(((BoundFilter.Not) filter).condition());
    }
  }

  private void negation(BoundFilter condition) {
    if (condition instanceof BoundFilter.IsNull isNull) {
      column(isNull.column()).sql(" IS NOT NULL");
      return;
    }
    sql.sql("(");
    write(condition);
    sql.sql(") IS NOT TRUE");
  }

  private void joined(List<BoundFilter> conditions, String between, String none) {
    if (conditions.isEmpty()) {
      sql.sql(none);
      return;
    }
    for (int index = 0; index < conditions.size(); index++) {
      sql.sql(index == 0 ? "(" : between + "(");
      write(conditions.get(index));
      sql.sql(")");
    }
  }

  private void textMatch(BoundFilter.TextMatch match) {
    Parameter text = Parameter.of(match.text());
    switch (match.operator()) {
      case LIKE -> column(match.column()).sql(" LIKE ").value(text);
      case ILIKE -> column(match.column()).sql(" ILIKE ").value(text);
      case STARTS_WITH -> function("starts_with", match.column()).value(text).sql(")");
      case ENDS_WITH -> function("ends_with", match.column()).value(text).sql(")");
      case CONTAINS -> function("contains", match.column()).value(text).sql(")");
      case EQUAL,
          NOT_EQUAL,
          LESS,
          LESS_OR_EQUAL,
          GREATER,
          GREATER_OR_EQUAL,
          IN,
          NOT_IN,
          BETWEEN,
          IS_NULL,
          IS_NOT_NULL ->
          throw new IllegalStateException(match.operator() + " is not a text operator");
    }
  }

  private SqlBuilder function(String name, Column column) {
    sql.sql(name + "(");
    return column(column).sql(", ");
  }

  private SqlBuilder column(Column column) {
    return sql.sql(source + ".").name(column.name());
  }
}
