package dev.vane.pivot.plan;

import dev.vane.pivot.KeyForm;
import dev.vane.pivot.MeasureOptions.NullHandling;
import dev.vane.pivot.filter.FilterSql;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.sql.SqlBuilder;
import dev.vane.spi.Dialect;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The rows that count, with their keys and with what measures read of them, under short names. Not
 * for several threads: it collects inputs as they are asked for.
 */
final class RowSource {
  private final CubeQuestion question;
  private final Relation table;
  private final Dialect dialect;
  private final Map<MeasureInput, String> inputs = new LinkedHashMap<>();
  private final Map<Column, String> columns = new LinkedHashMap<>();

  RowSource(CubeQuestion question, Relation table, Dialect dialect) {
    this.question = question;
    this.table = table;
    this.dialect = dialect;
  }

  /** The name of an input. */
  String name(MeasureInput input) {
    return inputs.computeIfAbsent(input, absent -> "i" + inputs.size());
  }

  /** The name of a column that rows have as it is stored. */
  String name(Column column) {
    return columns.computeIfAbsent(column, absent -> "f" + columns.size());
  }

  /** The names of the inputs and columns so far. */
  List<String> names() {
    return Stream.concat(inputs.values().stream(), columns.values().stream()).toList();
  }

  /** The query, with every input that was named. */
  SqlQuery query() {
    SqlBuilder sql = new SqlBuilder(dialect);
    String between = "SELECT ";
    List<AxisKey> quantiles = new ArrayList<>();
    for (Axis axis : List.of(question.rows(), question.columns())) {
      for (int index = 0; index < axis.leaf(); index++) {
        AxisKey key = axis.keys().get(index);
        sql.sql(between);
        new KeySql(sql).writeKey(key, "bins" + quantiles.size());
        sql.sql(" AS " + axis.key(index));
        between = ", ";
        if (key.form() instanceof KeyForm.Quantile) {
          quantiles.add(key);
        }
      }
    }
    for (Map.Entry<MeasureInput, String> input : inputs.entrySet()) {
      sql.sql(between);
      write(sql, input.getKey());
      sql.sql(" AS " + input.getValue());
      between = ", ";
    }
    for (Map.Entry<Column, String> column : columns.entrySet()) {
      sql.sql(between + KeySql.SOURCE + ".").name(column.getKey().name());
      sql.sql(" AS " + column.getValue());
      between = ", ";
    }
    sql.sql(between.equals(", ") ? "" : "SELECT 1 AS unit")
        .sql(" FROM " + table.sql() + " AS " + KeySql.SOURCE);
    for (int index = 0; index < quantiles.size(); index++) {
      writeBounds(sql, quantiles.get(index), "bins" + index);
    }
    return withFurtherSteps(writeCondition(sql).build());
  }

  /**
   * A step that is used often within the next one is a column of its own, so that the statement
   * grows with the number of steps and not with their product.
   */
  private SqlQuery withFurtherSteps(SqlQuery first) {
    Map<String, List<UnaryOperator<String>>> steps = new LinkedHashMap<>();
    KeySql keys = new KeySql(new SqlBuilder(dialect));
    int most = 0;
    for (Axis axis : List.of(question.rows(), question.columns())) {
      for (int index = 0; index < axis.leaf(); index++) {
        List<UnaryOperator<String>> further = keys.furtherSteps(axis.keys().get(index));
        steps.put(axis.key(index), further);
        most = Math.max(most, further.size());
      }
    }
    names().forEach(name -> steps.put(name, List.of()));
    SqlQuery query = first;
    for (int step = 0; step < most; step++) {
      List<String> outputs = new ArrayList<>();
      for (Map.Entry<String, List<UnaryOperator<String>>> value : steps.entrySet()) {
        String name = value.getKey();
        outputs.add(
            step < value.getValue().size()
                ? value.getValue().get(step).apply(name) + " AS " + name
                : name);
      }
      query =
          new SqlBuilder(dialect)
              .sql("SELECT " + String.join(", ", outputs) + " FROM (")
              .query(query)
              .sql(") AS step" + step)
              .build();
    }
    return query;
  }

  private void writeBounds(SqlBuilder sql, AxisKey key, String alias) {
    int bins = ((KeyForm.Quantile) key.form()).bins();
    sql.sql(" CROSS JOIN (SELECT " + new KeySql(sql).bounds(key, bins))
        .sql(" FROM " + table.sql() + " AS " + KeySql.SOURCE);
    writeCondition(sql).sql(") AS " + alias);
  }

  private SqlBuilder writeCondition(SqlBuilder sql) {
    sql.sql(" WHERE ");
    new FilterSql(sql, KeySql.SOURCE).write(question.filter());
    return sql;
  }

  private static void write(SqlBuilder sql, MeasureInput input) {
    input
        .filter()
        .ifPresent(
            filter -> {
              sql.sql("CASE WHEN ");
              new FilterSql(sql, KeySql.SOURCE).write(filter);
              sql.sql(" THEN ");
            });
    if (input.column().isEmpty()) {
      sql.sql("1");
    } else if (input.nullHandling() == NullHandling.AS_ZERO) {
      sql.sql("COALESCE(");
      writeValue(sql, input, input.column().get());
      sql.sql(", 0)");
    } else if (input.nullHandling() == NullHandling.AS_EMPTY) {
      sql.sql("COALESCE(");
      writeValue(sql, input, input.column().get());
      sql.sql(", '')");
    } else {
      writeValue(sql, input, input.column().get());
    }
    sql.sql(input.filter().isPresent() ? " END" : "");
  }

  private static void writeValue(SqlBuilder sql, MeasureInput input, Column column) {
    if (input.summed()) {
      sql.sql(KeySql.SOURCE + ".").name(column.name());
    } else {
      new KeySql(sql).writeColumn(column);
    }
  }
}
