package dev.vane.storage.delta.hot;

import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.spi.TableId;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Rows of one table that came one after the other, in a table of the hot file of their own. Its
 * columns are those that the Delta table had then, under numbers, so that no name is in the way.
 *
 * @param number greater than that of every segment before it, and never used again
 * @param batches that brought the rows
 * @param commits that the rows came by
 * @param since when its first row may have come
 */
public record HotSegment(
    long number,
    TableId table,
    DeltaType.Struct columns,
    long rows,
    long bytes,
    long batches,
    long commits,
    Instant since) {

  /** With what one commit more brings. */
  HotSegment plus(long moreRows, long moreBytes, long moreBatches) {
    return new HotSegment(
        number,
        table,
        columns,
        rows + moreRows,
        bytes + moreBytes,
        batches + moreBatches,
        commits + 1,
        since);
  }

  private String name() {
    return DuckDbDialect.INSTANCE.path(HotFile.CATALOG, "main", "segment_" + number);
  }

  String createStatement() {
    StringJoiner definitions =
        new StringJoiner(", ", "CREATE TABLE " + name() + " (", ")").setEmptyValue("");
    for (int index = 0; index < columns.fields().size(); index++) {
      definitions.add(column(index) + " " + columns.fields().get(index).type().sql());
    }
    return definitions.toString();
  }

  String dropStatement() {
    return "DROP TABLE IF EXISTS " + name();
  }

  /**
   * Adds rows.
   *
   * @param values an expression for each of the columns
   */
  public String insertStatement(List<String> values, String source) {
    return "INSERT INTO " + name() + " SELECT " + String.join(", ", values) + " FROM " + source;
  }

  /** A query of the rows under a table's columns, in its types; what is missing is NULL. */
  public String select(DeltaType.Struct wanted) {
    List<String> values = new ArrayList<>();
    for (DeltaField field : wanted.fields()) {
      values.add(value(field) + " AS " + Sql.identifier(field.name()));
    }
    return "SELECT " + String.join(", ", values) + " FROM " + name();
  }

  private String value(DeltaField wanted) {
    String type = wanted.type().sql();
    for (int index = 0; index < columns.fields().size(); index++) {
      DeltaField own = columns.fields().get(index);
      if (own.name().equals(wanted.name())) {
        return own.type().sql().equals(type)
            ? column(index)
            : "CAST(" + column(index) + " AS " + type + ")";
      }
    }
    return "CAST(NULL AS " + type + ")";
  }

  private static String column(int index) {
    return "c" + index;
  }
}
