package dev.vane.pivot.sql;

import dev.vane.spi.Dialect;
import dev.vane.spi.SqlQuery;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the text of a statement and, in the same order, its values. Not for several threads. */
public final class SqlBuilder {
  private final Dialect dialect;
  private final StringBuilder text = new StringBuilder();
  private final List<@Nullable Object> values = new ArrayList<>();

  public SqlBuilder(Dialect dialect) {
    this.dialect = dialect;
  }

  /** Adds text that holds nothing a client wrote. */
  public SqlBuilder sql(String part) {
    text.append(part);
    return this;
  }

  /** Adds a quoted name. */
  public SqlBuilder name(String name) {
    text.append(dialect.identifier(name));
    return this;
  }

  /** Adds a placeholder and its value. */
  public SqlBuilder value(Parameter parameter) {
    if (parameter.cast().isPresent()) {
      text.append("CAST(? AS ").append(dialect.nanosecondType(parameter.cast().get())).append(')');
    } else {
      text.append('?');
    }
    values.add(parameter.bound());
    return this;
  }

  /** Adds text that has one placeholder, and its value. */
  public SqlBuilder bound(String part, Parameter parameter) {
    text.append(part);
    values.add(parameter.bound());
    return this;
  }

  /** Adds another statement, values included. */
  public SqlBuilder query(SqlQuery query) {
    text.append(query.text());
    values.addAll(query.parameters());
    return this;
  }

  public Dialect dialect() {
    return dialect;
  }

  public SqlQuery build() {
    return new SqlQuery(text.toString(), values);
  }
}
