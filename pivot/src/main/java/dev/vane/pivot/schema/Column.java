package dev.vane.pivot.schema;

import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** A column of the table that a question is about. */
public record Column(String name, ArrowType type, FieldKind kind) {
  static Column of(Field field) {
    return new Column(field.getName(), field.getType(), FieldKind.of(field.getType()));
  }

  /** Whether the values are FLOAT32. */
  public boolean isSingle() {
    return type instanceof ArrowType.FloatingPoint floating
        && floating.getPrecision() == FloatingPointPrecision.SINGLE;
  }

  /** Whether the values are times counted in nanoseconds. */
  public boolean isNanoseconds() {
    return (type instanceof ArrowType.Timestamp timestamp
            && timestamp.getUnit() == TimeUnit.NANOSECOND)
        || (type instanceof ArrowType.Time time && time.getUnit() == TimeUnit.NANOSECOND);
  }

  /** "'price' (Decimal(18, 2, 128))", for messages. */
  public String describe() {
    return dev.vane.spi.Names.quoted(name) + " (" + type + ")";
  }
}
