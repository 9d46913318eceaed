package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.KeyForm.BucketUnit;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.Shapes;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads and writes which other period a measure is compared with. */
final class ShiftParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;
  private static final int MAX_PERIODS = 10_000;

  private ShiftParser() {}

  /**
   * Reads {@code {"periods": n, "unit": …}}.
   *
   * @param key the key along which it is compared
   */
  static ShowAs.Item.Shift parse(JsonObject item, Dimension key) {
    item.requireKeys(Set.of("periods", "unit"), Set.of());
    if (!(key.form() instanceof KeyForm.Bucket bucket) || !bucket.unit().isCalendar()) {
      throw item.path("periods")
          .problem(
              CODE,
              "is for buckets of a day or longer, and %s is none"
                  .formatted(Names.quoted(key.name())));
    }
    JsonNode periods = item.raw("periods");
    if (!periods.canConvertToInt()
        || !periods.isIntegralNumber()
        || periods.intValue() == 0
        || Math.abs(periods.intValue()) > MAX_PERIODS) {
      throw item.path("periods")
          .problem(
              CODE,
              "must be a whole number from -%1$d to %1$d but not 0, not %2$s"
                  .formatted(MAX_PERIODS, Shapes.describe(periods)));
    }
    List<String> units =
        Arrays.stream(BucketUnit.values())
            .filter(unit -> isWhole(bucket.unit(), unit))
            .map(unit -> unit.name().toLowerCase(Locale.ROOT))
            .toList();
    String unit =
        Choice.read(item, "unit", bucket.unit().name().toLowerCase(Locale.ROOT), units, CODE);
    return new ShowAs.Item.Shift(
        periods.intValue(), BucketUnit.valueOf(unit.toUpperCase(Locale.ROOT)));
  }

  /** Whether periods moved by this unit are periods again. */
  private static boolean isWhole(BucketUnit period, BucketUnit unit) {
    return unit == period
        || (unit.compareTo(period) > 0
            && period != BucketUnit.WEEK
            && (unit != BucketUnit.WEEK || period == BucketUnit.DAY));
  }

  static void write(ShowAs.Item.Shift shift, ObjectNode node) {
    node.put("periods", shift.periods());
    node.put("unit", shift.unit().name().toLowerCase(Locale.ROOT));
  }
}
