package dev.vane.storage.delta;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * An order of rows in which rows that are near in each of several columns are near (Morton's
 * Z-curve), so that files have narrow bounds in all of these columns. Every column is first reduced
 * to the place of its value among all, which makes columns of any ordered type and distribution
 * equal.
 */
final class ZOrder {
  /** Of each column; together they stay within 63 bits. */
  private static final int MAX_BITS = 10;

  private static final int MAX_COLUMNS = 6;

  private final DeltaType.Struct schema;
  private final List<DeltaField> columns;

  private ZOrder(DeltaType.Struct schema, List<DeltaField> columns) {
    this.schema = schema;
    this.columns = columns;
  }

  static ZOrder of(TableState state, List<String> columns) {
    return of(state.schema(), state.partitionColumns(), columns);
  }

  /**
   * The order by some columns; by none it is empty.
   *
   * @throws VaneException for a column that isn't there or can't order rows within a file
   */
  static ZOrder of(DeltaType.Struct schema, List<String> partitions, List<String> columns) {
    List<String> names = schema.fields().stream().map(DeltaField::name).toList();
    List<DeltaField> fields = new ArrayList<>();
    for (String column : columns) {
      DeltaField field =
          schema.fields().stream()
              .filter(candidate -> candidate.name().equals(column))
              .findFirst()
              .orElseThrow(
                  () ->
                      new VaneException(
                          ErrorCode.FIELD_UNKNOWN,
                          "The table has no column %s to order by.%s"
                              .formatted(Names.quoted(column), Suggestions.hint(column, names))));
      boolean plain =
          field.type() instanceof DeltaType.Primitive || field.type() instanceof DeltaType.Decimal;
      if (!plain || partitions.contains(column) || fields.contains(field)) {
        throw new VaneException(
            ErrorCode.OPTION_UNSUPPORTED,
            "Rows can't be z-ordered by the column %s: it must have plain values, not divide the files already, and be named once."
                .formatted(Names.quoted(column)));
      }
      fields.add(field);
    }
    if (fields.size() > MAX_COLUMNS) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "Rows are z-ordered by up to %d columns, since each more weakens all; %d are named."
              .formatted(MAX_COLUMNS, fields.size()));
    }
    return new ZOrder(schema, List.copyOf(fields));
  }

  boolean isEmpty() {
    return columns.isEmpty();
  }

  /** The names, as JSON. */
  String json() {
    return JsonTexts.list(columns.stream().map(DeltaField::name).toList());
  }

  String bucketColumn() {
    String name = "vane_bucket";
    while (isColumn(name)) {
      name += "_";
    }
    return Sql.identifier(name);
  }

  private boolean isColumn(String name) {
    return schema.fields().stream().anyMatch(field -> field.name().equalsIgnoreCase(name));
  }

  /**
   * The rows with a number from 0 in {@link #bucketColumn()}, by which they are divided along the
   * curve into equal parts.
   */
  String bucketed(String relation, long buckets) {
    return "(SELECT *, (row_number() OVER (ORDER BY %s) - 1) * %d // count(*) OVER () AS %s FROM (SELECT *, %s FROM %s AS unordered))"
        .formatted(interleaved(), buckets, bucketColumn(), places(), relation);
  }

  private String placeColumn(int index) {
    String name = "vane_place" + index;
    while (isColumn(name)) {
      name += "_";
    }
    return Sql.identifier(name);
  }

  /**
   * The place of each value, from 0 up to 2 to the power of {@link #MAX_BITS}; equals share one.
   */
  private String places() {
    StringJoiner places = new StringJoiner(", ");
    for (int index = 0; index < columns.size(); index++) {
      places.add(
          "(rank() OVER (ORDER BY %s) - 1) * %d // count(*) OVER () AS %s"
              .formatted(
                  Sql.identifier(columns.get(index).name()), 1 << MAX_BITS, placeColumn(index)));
    }
    return places.toString();
  }

  private String interleaved() {
    StringJoiner bits = new StringJoiner(" | ");
    for (int bit = 0; bit < MAX_BITS; bit++) {
      for (int index = 0; index < columns.size(); index++) {
        bits.add(
            "(((%s >> %d) & 1) << %d)"
                .formatted(placeColumn(index), bit, bit * columns.size() + index));
      }
    }
    return bits.toString();
  }
}
