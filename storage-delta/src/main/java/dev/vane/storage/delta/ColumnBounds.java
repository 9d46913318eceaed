package dev.vane.storage.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vane.spi.ColumnCondition;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.OrderedValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the log tells of one column in each of a version's files, in the order of the files. */
final class ColumnBounds {
  private final List<Range> ranges;

  private ColumnBounds(List<Range> ranges) {
    this.ranges = ranges;
  }

  static ColumnBounds of(List<DataFile> files, DeltaField field, boolean partition) {
    return new ColumnBounds(
        files.stream()
            .map(file -> partition ? partitionRange(file, field) : statisticsRange(file, field))
            .toList());
  }

  Range of(int file) {
    return ranges.get(file);
  }

  private static Range partitionRange(DataFile file, DeltaField field) {
    String text = file.partitionValues().get(field.physicalName());
    if (text == null || text.isEmpty()) {
      return new Range(null, null, true);
    }
    OrderedValue value = OrderedValue.ofText(field.type(), text).orElse(null);
    return new Range(value, value, false);
  }

  private static Range statisticsRange(DataFile file, DeltaField field) {
    JsonNode root =
        file.statistics().map(StatisticsReader::parse).orElse(MissingNode.getInstance());
    String name = field.physicalName();
    JsonNode nulls = root.path("nullCount").path(name);
    JsonNode rows = root.path("numRecords");
    return new Range(
        OrderedValue.ofBound(field.type(), root.path("minValues").path(name), false).orElse(null),
        OrderedValue.ofBound(field.type(), root.path("maxValues").path(name), true).orElse(null),
        nulls.isIntegralNumber() && rows.isIntegralNumber() && nulls.asLong() >= rows.asLong());
  }

  /**
   * The values of a column in one file lie within.
   *
   * @param least null when not known
   * @param greatest null when not known
   * @param onlyNulls whether there is no value at all
   */
  record Range(@Nullable OrderedValue least, @Nullable OrderedValue greatest, boolean onlyNulls) {
    boolean mayMatch(DeltaType type, ColumnCondition condition) {
      if (onlyNulls) {
        return false;
      }
      return condition.values().stream()
          .anyMatch(
              value -> {
                Optional<OrderedValue> wanted = OrderedValue.ofCondition(type, value);
                return wanted.isEmpty() || mayMatch(type, condition.operator(), wanted.get());
              });
    }

    private boolean mayMatch(
        DeltaType type, ColumnCondition.Operator operator, OrderedValue wanted) {
      return switch (operator) {
        case EQUAL, IN -> leastWithin(wanted, 0) && greatestWithin(wanted, 0);
        case LESS -> leastWithin(wanted, -1);
        case LESS_OR_EQUAL -> leastWithin(wanted, 0);
        case GREATER -> mayHoldNaN(type) || greatestWithin(wanted, 1);
        case GREATER_OR_EQUAL -> mayHoldNaN(type) || greatestWithin(wanted, 0);
      };
    }

    /** NaN is the greatest value, and some writers' maximum passes over it. */
    private static boolean mayHoldNaN(DeltaType type) {
      return type == DeltaType.Primitive.FLOAT || type == DeltaType.Primitive.DOUBLE;
    }

    /** Whether the least value is below the wanted one, or equal to it where 0 is allowed. */
    private boolean leastWithin(OrderedValue wanted, int most) {
      return least == null
          || !least.comparableWith(wanted)
          || Integer.signum(least.compare(wanted)) <= most;
    }

    private boolean greatestWithin(OrderedValue wanted, int fewest) {
      return greatest == null
          || !greatest.comparableWith(wanted)
          || Integer.signum(greatest.compare(wanted)) >= fewest;
    }
  }
}
