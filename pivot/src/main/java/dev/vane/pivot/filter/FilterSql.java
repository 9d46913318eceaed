package dev.vane.pivot.filter;

import dev.vane.pivot.schema.Column;
import dev.vane.pivot.schema.FieldKind;
import dev.vane.pivot.sql.Parameter;
import dev.vane.pivot.sql.SqlBuilder;
import dev.vane.spi.Dialect;
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
      compare(compare.column(), compare.relation().sql(), compare.value());
    } else if (filter instanceof BoundFilter.AnyOf anyOf) {
      anyOf(anyOf);
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

  private void compare(Column column, String operator, Parameter value) {
    if (column.kind() == FieldKind.FLOAT) {
      sql.bound(sql.dialect().compareFloats(text(column), operator, "?"), value);
    } else {
      column(column).sql(" " + operator + " ").value(value);
    }
  }

  private void anyOf(BoundFilter.AnyOf anyOf) {
    boolean isFloat = anyOf.column().kind() == FieldKind.FLOAT;
    if (!isFloat) {
      column(anyOf.column()).sql(" IN ");
    }
    for (int index = 0; index < anyOf.values().size(); index++) {
      Parameter value = anyOf.values().get(index);
      if (isFloat) {
        sql.sql(index == 0 ? "((" : " OR (");
        compare(anyOf.column(), "=", value);
        sql.sql(")");
      } else {
        sql.sql(index == 0 ? "(" : ", ").value(value);
      }
    }
    sql.sql(")");
  }

  private void textMatch(BoundFilter.TextMatch match) {
    Dialect dialect = sql.dialect();
    String column = text(match.column());
    String text = match.ignoresCase() ? dialect.lowerCase(column) : column;
    String value = match.ignoresCase() ? dialect.lowerCase("?") : "?";
    String condition =
        switch (match.operator()) {
          case LIKE -> dialect.like(text, "?");
          case ILIKE -> dialect.likeInAnyCase(text, "?");
          case STARTS_WITH -> dialect.startsWith(text, value);
          case ENDS_WITH -> dialect.endsWith(text, value);
          case CONTAINS -> dialect.contains(text, value);
          case EQUAL -> text + " = " + value;
          case NOT_EQUAL,
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
        };
    sql.bound(condition, Parameter.of(match.text()));
  }

  private String text(Column column) {
    return source + "." + sql.dialect().identifier(column.name());
  }

  private SqlBuilder column(Column column) {
    return sql.sql(source + ".").name(column.name());
  }
}
