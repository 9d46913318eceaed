package dev.vane.client;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How objects become rows: a column for each getter. A getter that gives null writes NULL.
 * Immutable once it is built; the getters are called by the thread that writes.
 *
 * <pre>{@code
 * RecordMapper<Trade> mapper =
 *     RecordMapper.<Trade>builder()
 *         .text("symbol", Trade::symbol)
 *         .int64("quantity", Trade::quantity)
 *         .decimal("price", 18, 4, Trade::price)
 *         .build();
 * }</pre>
 *
 * @param <T> the objects
 */
public final class RecordMapper<T> {
  private record Column<T>(Field field, Writer<T> writer) {}

  /** Writes one value, which is there, into its vector. */
  @FunctionalInterface
  private interface Writer<T> {
    boolean write(FieldVector vector, int row, T object);
  }

  private final List<Column<T>> columns;

  private RecordMapper(List<Column<T>> columns) {
    this.columns = List.copyOf(columns);
  }

  /** A mapper without columns yet. */
  public static <T> Builder<T> builder() {
    return new Builder<>();
  }

  /** The columns. */
  public Schema schema() {
    return new Schema(columns.stream().map(Column::field).toList());
  }

  /** Fills the root, which has this schema, with these objects and no others. */
  void fill(VectorSchemaRoot root, List<? extends T> objects) {
    root.clear();
    for (int position = 0; position < columns.size(); position++) {
      FieldVector vector = root.getVector(position);
      vector.setInitialCapacity(objects.size());
      vector.allocateNew();
      Writer<T> writer = columns.get(position).writer();
      for (int row = 0; row < objects.size(); row++) {
        if (!writer.write(vector, row, objects.get(row))) {
          vector.setNull(row);
        }
      }
    }
    root.setRowCount(objects.size());
  }

  /**
   * Collects columns. Not thread-safe.
   *
   * @param <T> the objects
   */
  public static final class Builder<T> {
    private final List<Column<T>> columns = new ArrayList<>();

    private Builder() {}

    /** A column of texts. */
    public Builder<T> text(String name, Function<? super T, ? extends @Nullable String> getter) {
      return column(
          name,
          new ArrowType.Utf8(),
          getter,
          (vector, row, value) ->
              ((VarCharVector) vector).setSafe(row, value.getBytes(StandardCharsets.UTF_8)));
    }

    /** A column of 64-bit integers. */
    public Builder<T> int64(String name, Function<? super T, ? extends @Nullable Long> getter) {
      return column(
          name,
          new ArrowType.Int(64, true),
          getter,
          (vector, row, value) -> ((BigIntVector) vector).setSafe(row, value));
    }

    /** A column of 64-bit floating numbers. */
    public Builder<T> float64(String name, Function<? super T, ? extends @Nullable Double> getter) {
      return column(
          name,
          new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE),
          getter,
          (vector, row, value) -> ((Float8Vector) vector).setSafe(row, value));
    }

    /** A column of booleans. */
    public Builder<T> bool(String name, Function<? super T, ? extends @Nullable Boolean> getter) {
      return column(
          name,
          new ArrowType.Bool(),
          getter,
          (vector, row, value) -> ((BitVector) vector).setSafe(row, value ? 1 : 0));
    }

    /**
     * A column of decimals. A value that does not fit, without rounding, fails the write.
     *
     * @param precision digits in all, at most 38
     * @param scale digits after the point
     */
    public Builder<T> decimal(
        String name,
        int precision,
        int scale,
        Function<? super T, ? extends @Nullable BigDecimal> getter) {
      return column(
          name,
          new ArrowType.Decimal(precision, scale, 128),
          getter,
          (vector, row, value) -> ((DecimalVector) vector).setSafe(row, value.setScale(scale)));
    }

    /** A column of dates. */
    public Builder<T> date(String name, Function<? super T, ? extends @Nullable LocalDate> getter) {
      return column(
          name,
          new ArrowType.Date(DateUnit.DAY),
          getter,
          (vector, row, value) ->
              ((DateDayVector) vector).setSafe(row, Math.toIntExact(value.toEpochDay())));
    }

    /** A column of instants, in microseconds; what is finer is cut. */
    public Builder<T> instant(
        String name, Function<? super T, ? extends @Nullable Instant> getter) {
      return column(
          name,
          new ArrowType.Timestamp(org.apache.arrow.vector.types.TimeUnit.MICROSECOND, "UTC"),
          getter,
          (vector, row, value) ->
              ((TimeStampMicroTZVector) vector).setSafe(row, microseconds(value)));
    }

    /** The mapper. */
    public RecordMapper<T> build() {
      return new RecordMapper<>(columns);
    }

    private static long microseconds(Instant value) {
      return Math.addExact(
          Math.multiplyExact(value.getEpochSecond(), 1_000_000L),
          TimeUnit.NANOSECONDS.toMicros(value.getNano()));
    }

    private <V> Builder<T> column(
        String name,
        ArrowType type,
        Function<? super T, ? extends @Nullable V> getter,
        Setter<V> setter) {
      columns.add(
          new Column<>(
              Field.nullable(name, type),
              (vector, row, object) -> {
                V value = getter.apply(object);
                if (value != null) {
                  setter.set(vector, row, value);
                }
                return value != null;
              }));
      return this;
    }
  }

  /** Puts a value into a vector. */
  @FunctionalInterface
  private interface Setter<V> {
    void set(FieldVector vector, int row, V value);
  }
}
