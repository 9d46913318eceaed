package dev.vane.storage.delta;

import dev.vane.storage.delta.schema.DeltaField;
import java.util.Optional;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Columns whose values are written as they come, so that none of them can be refused. */
final class PlainColumns {
  private PlainColumns() {}

  /** Whether the stream has only such columns, and the table asks nothing of their values. */
  static boolean areAll(Schema stream, WritePlan plan) {
    return plan.partitionColumns().isEmpty()
        && plan.rules().isEmpty()
        && plan.schema().fields().stream()
            .allMatch(
                field ->
                    field.nullable()
                        || plan.stream().fields().stream()
                            .anyMatch(sent -> sent.name().equals(field.name())))
        && stream.getFields().stream().allMatch(PlainColumns::isPlain)
        && plan.stream().fields().stream().allMatch(sent -> isKept(sent, plan));
  }

  private static boolean isKept(DeltaField sent, WritePlan plan) {
    Optional<DeltaField> column = plan.column(sent.name());
    return column.isPresent() && column.get().type().equals(sent.type());
  }

  private static boolean isPlain(Field field) {
    if (field.getDictionary() != null) {
      return false;
    }
    return switch (field.getType().getTypeID()) {
      case Bool, Int, FloatingPoint, Utf8, LargeUtf8, Binary, LargeBinary, FixedSizeBinary -> true;
      case Timestamp -> ((ArrowType.Timestamp) field.getType()).getUnit() == TimeUnit.MICROSECOND;
      case Date -> ((ArrowType.Date) field.getType()).getUnit() == DateUnit.DAY;
      default -> false;
    };
  }
}
