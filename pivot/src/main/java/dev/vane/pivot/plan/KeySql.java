package dev.vane.pivot.plan;

import dev.vane.pivot.KeyForm;
import dev.vane.pivot.filter.BoundFilter;
import dev.vane.pivot.filter.FilterBinder;
import dev.vane.pivot.filter.FilterSql;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Literal;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.schema.FieldKind;
import dev.vane.pivot.sql.Parameter;
import dev.vane.pivot.sql.SqlBuilder;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** The expressions over the table's rows that keys and measures are made of. */
final class KeySql {
  static final String SOURCE = "source";

  private static final String DOUBLE = "DOUBLE PRECISION";

  private final SqlBuilder sql;

  KeySql(SqlBuilder sql) {
    this.sql = sql;
  }

  /** Adds a column's value; of floats, -0.0 is the same as 0.0. */
  void writeColumn(Column column) {
    sql.sql(value(column));
  }

  private String value(Column column) {
    String value = SOURCE + "." + sql.dialect().identifier(column.name());
    return column.kind() == FieldKind.FLOAT
        ? sql.dialect().oneZero(value, column.isSingle() ? "REAL" : DOUBLE)
        : value;
  }

  /** The steps that make a key after the first one, each of the name of the one before it. */
  List<UnaryOperator<String>> furtherSteps(AxisKey key) {
    if (!(key.form() instanceof KeyForm.Bucket bucket)) {
      return List.of();
    }
    List<UnaryOperator<String>> steps = new BucketSql(sql.dialect(), bucket).steps(key.field());
    return steps.subList(1, steps.size());
  }

  /**
   * Adds the first step of a key.
   *
   * @param bins the alias of the relation that has the bounds of the key's quantiles
   */
  void writeKey(AxisKey key, String bins) {
    KeyForm form = key.form();
    Column field = key.field();
    if (form instanceof KeyForm.Bucket bucket) {
      sql.sql(new BucketSql(sql.dialect(), bucket).steps(field).get(0).apply(value(field)));
    } else if (form instanceof KeyForm.Width width) {
      sql.sql(width(field, width.width()));
    } else if (form instanceof KeyForm.Edges edges) {
      writeEdges(field, edges.edges());
    } else if (form instanceof KeyForm.Quantile quantile) {
      writeQuantile(field, quantile.bins(), bins);
    } else {
      writeColumn(field);
    }
  }

  /** The outputs of the relation that has the bounds of a key's quantiles. */
  String bounds(AxisKey key, int bins) {
    String number = "CAST(" + value(key.field()) + " AS " + DOUBLE + ")";
    StringBuilder outputs = new StringBuilder(sql.dialect().least(number) + " AS b0");
    for (int bound = 1; bound < bins; bound++) {
      // The double's own digits: with more, a bound that is a value would lie a bit beside it.
      String fraction = Double.toString((double) bound / bins);
      outputs.append(", " + sql.dialect().percentile(number, fraction) + " AS b" + bound);
    }
    return outputs.toString();
  }

  /** Exact for exact numbers: a remainder of decimals, never a quotient of floats. */
  private String width(Column field, BigDecimal width) {
    String value = value(field);
    if (field.kind() == FieldKind.FLOAT) {
      String number = "CAST(" + width.toPlainString() + " AS " + DOUBLE + ")";
      return sql.dialect()
          .oneZero(
              "FLOOR(CAST(%1$s AS %2$s) / %3$s) * %3$s".formatted(value, DOUBLE, number), DOUBLE);
    }
    int scale =
        Math.max(
            width.scale(), field.type() instanceof ArrowType.Decimal type ? type.getScale() : 0);
    String decimal = " AS DECIMAL(38, " + scale + "))";
    String divided = "CAST(" + value + decimal;
    String divisor = "CAST(" + width.toPlainString() + decimal;
    return "CAST(%1$s - (%1$s %% %2$s) - CASE WHEN (%1$s %% %2$s) < 0 THEN %2$s ELSE CAST(0%3$s END AS %4$s)"
        .formatted(divided, divisor, decimal, DOUBLE);
  }

  private void writeEdges(Column field, List<Literal.Numeric> edges) {
    sql.sql("CASE WHEN " + value(field) + " IS NULL THEN NULL");
    for (int index = edges.size() - 1; index >= 0; index--) {
      Literal.Numeric edge = edges.get(index);
      BoundFilter reached = FilterBinder.atLeast(field, edge, JsonPath.ROOT);
      sql.sql(" WHEN ");
      new FilterSql(sql, SOURCE).write(reached);
      sql.sql(" THEN CAST(")
          .value(Parameter.of(edge.value().doubleValue()))
          .sql(" AS " + DOUBLE + ")");
    }
    sql.sql(" ELSE CAST(")
        .value(Parameter.of(Double.NEGATIVE_INFINITY))
        .sql(" AS " + DOUBLE + ") END");
  }

  private void writeQuantile(Column field, int count, String bins) {
    String value = "CAST(" + value(field) + " AS " + DOUBLE + ")";
    sql.sql("CASE WHEN " + value + " IS NULL THEN NULL");
    for (int bound = count - 1; bound > 0; bound--) {
      String name = bins + ".b" + bound;
      sql.sql(" WHEN " + sql.dialect().compareFloats(value, ">=", name) + " THEN " + name);
    }
    sql.sql(" ELSE " + bins + ".b0 END");
  }
}
