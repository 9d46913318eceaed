package dev.vane.pivot.plan;

import dev.vane.pivot.Dimension;
import dev.vane.pivot.KeyForm;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.schema.FieldKind;
import dev.vane.pivot.schema.TableColumns;
import dev.vane.spi.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Checks that the fields of an axis can be keys in the form asked for. */
final class AxisBinder {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  private final TableColumns table;

  AxisBinder(TableColumns table) {
    this.table = table;
  }

  List<AxisKey> bind(List<Dimension> dimensions, String axis) {
    List<AxisKey> keys = new ArrayList<>();
    for (int index = 0; index < dimensions.size(); index++) {
      keys.add(bind(dimensions.get(index), JsonPath.ROOT.key(axis).index(index)));
    }
    return keys;
  }

  /** Binds fields of a list that has others between them. */
  List<AxisKey> bindSome(List<Dimension> dimensions, String list) {
    return dimensions.stream().map(field -> bind(field, JsonPath.ROOT.key(list))).toList();
  }

  private AxisKey bind(Dimension dimension, JsonPath path) {
    Column field = table.require(dimension.field(), path);
    if (!field.kind().isOrdered()) {
      throw path.problem(
          CODE, "groups by the field %s, whose type has no order".formatted(field.describe()));
    }
    KeyForm form = dimension.form();
    if (form instanceof KeyForm.Bucket bucket) {
      requireTime(field, bucket, path.key("bucket"));
    } else if (!(form instanceof KeyForm.Value)) {
      if (!field.kind().isNumeric()) {
        throw path.key("bin")
            .problem(
                CODE,
                "is for numbers, and the field %s is none; dates and times have 'bucket'"
                    .formatted(field.describe()));
      }
      Column edge =
          new Column(
              field.name(),
              new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE),
              FieldKind.FLOAT);
      return new AxisKey(edge, dimension.name(), field, form, dimension.top());
    }
    return new AxisKey(field, dimension.name(), field, form, dimension.top());
  }

  private static void requireTime(Column field, KeyForm.Bucket bucket, JsonPath path) {
    switch (field.kind()) {
      case INSTANT -> {}
      case DATE, TIMESTAMP -> {
        if (bucket.zone().isPresent()) {
          throw path.key("zone")
              .problem(
                  CODE,
                  "is for instants, and the field %s has no zone; leave it out"
                      .formatted(field.describe()));
        }
        if (field.kind() == FieldKind.DATE && !bucket.unit().isCalendar()) {
          throw path.key("unit")
              .problem(
                  CODE,
                  "is shorter than a day, and the field %s is a date; ask for day or longer"
                      .formatted(field.describe()));
        }
      }
      case BOOLEAN, INTEGER, FLOAT, DECIMAL, TEXT, BINARY, TIME, OTHER ->
          throw path.problem(
              CODE,
              "is for dates and times, and the field %s is neither; numbers have 'bin'"
                  .formatted(field.describe()));
    }
  }
}
