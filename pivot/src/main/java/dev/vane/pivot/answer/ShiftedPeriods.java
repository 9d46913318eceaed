package dev.vane.pivot.answer;

import dev.vane.pivot.KeyForm;
import dev.vane.pivot.KeyForm.BucketUnit;
import dev.vane.pivot.ShowAs;
import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.cube.KeyColumn;
import dev.vane.pivot.plan.AxisKey;
import dev.vane.pivot.plan.PathKey;
import dev.vane.pivot.sql.Parameter;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the path of another period. The first day that all periods of a path have in common is
 * moved, and the periods that it then lies in are those of the other path; so the January of a year
 * finds the December of the year before. All by the calendars of the keys' own zones. Not for
 * several threads.
 */
final class ShiftedPeriods {
  private final AxisTree tree;
  private final List<AxisKey> keys;
  private final String field;
  private final int level;
  private final ShowAs.Item.Shift shift;
  private final TreePaths paths;
  private final KeyValues values;

  /**
   * @param level the place on the axis, from 1, of the key that is moved
   */
  ShiftedPeriods(AxisTree tree, List<AxisKey> keys, int level, ShowAs.Item.Shift shift) {
    this.tree = tree;
    this.keys = keys;
    this.field = keys.get(level - 1).field().name();
    this.level = level;
    this.shift = shift;
    paths = new TreePaths(tree);
    values = new KeyValues(tree);
  }

  /** For each node the node of its path in the other period, or {@link AxisTree#NONE}. */
  int[] nodes() {
    int[] nodes = new int[tree.size()];
    for (int node = 0; node < nodes.length; node++) {
      nodes[node] = tree.level(node) < level ? AxisTree.NONE : shifted(node);
    }
    return nodes;
  }

  private int shifted(int node) {
    int[] codes = paths.codes(node);
    if (day(level - 1, codes) == null) {
      return AxisTree.NONE;
    }
    LocalDate first = LocalDate.MIN;
    for (int key = 0; key < keys.size(); key++) {
      LocalDate day = day(key, codes);
      first = day == null || day.isBefore(first) ? first : day;
    }
    LocalDate moved =
        first.plus((long) shift.periods() * (shift.unit() == BucketUnit.QUARTER ? 3 : 1), unit());
    int other = AxisTree.ROOT;
    for (int key = 0; key < tree.level(node) && other != AxisTree.NONE; key++) {
      if (day(key, codes) == null) {
        other = tree.child(other, codes[key]);
      } else {
        int code = code(key, moved);
        other = code < 0 ? AxisTree.NONE : tree.child(other, code);
      }
    }
    return other;
  }

  private ChronoUnit unit() {
    return switch (shift.unit()) {
      case DAY -> ChronoUnit.DAYS;
      case WEEK -> ChronoUnit.WEEKS;
      case MONTH, QUARTER -> ChronoUnit.MONTHS;
      case YEAR -> ChronoUnit.YEARS;
      case SECOND, MINUTE, HOUR ->
          throw new IllegalStateException(shift.unit() + " is shorter than a day");
    };
  }

  private KeyForm.@Nullable Bucket bucket(int key) {
    return keys.get(key).field().name().equals(field)
            && keys.get(key).form() instanceof KeyForm.Bucket bucket
            && bucket.unit().isCalendar()
        ? bucket
        : null;
  }

  /** The first day of a key's period; null where the key is no period of the field. */
  private @Nullable LocalDate day(int key, int[] codes) {
    KeyForm.Bucket bucket = bucket(key);
    KeyColumn column = tree.keys().get(key);
    int code = codes[key];
    if (bucket == null
        || code == KeyColumn.ALL
        || code == column.nullCode()
        || code == column.othersCode()) {
      return null;
    }
    Object value = CellValues.read(column.values(), code);
    LocalDate shown =
        value instanceof Instant instant
            ? LocalDate.ofInstant(instant, zone(bucket))
            : value instanceof LocalDateTime time ? time.toLocalDate() : (LocalDate) value;
    // A day that a clock leaves out begins with the next one.
    return floor(shown, bucket);
  }

  /** The code of the period that a day lies in, or none. */
  private int code(int key, LocalDate day) {
    KeyForm.Bucket bucket = bucket(key);
    if (bucket == null) {
      throw new IllegalStateException("The key is no period");
    }
    LocalDate begin = floor(day, bucket);
    Object value =
        switch (keys.get(key).field().kind()) {
          case DATE -> begin;
          case TIMESTAMP -> begin.atStartOfDay();
          default -> begin.atStartOfDay(zone(bucket)).toInstant();
        };
    boolean leftOut =
        value instanceof Instant instant
            && bucket.unit() == BucketUnit.DAY
            && !LocalDate.ofInstant(instant, zone(bucket)).equals(begin);
    return leftOut
        ? AxisTree.NONE
        : values.code(key, new PathKey(true, Optional.of(Parameter.of(value))));
  }

  private static ZoneId zone(KeyForm.Bucket bucket) {
    return bucket.zone().orElse(ZoneId.of("UTC"));
  }

  private static LocalDate floor(LocalDate day, KeyForm.Bucket bucket) {
    return switch (bucket.unit()) {
      case DAY -> day;
      case WEEK ->
          day.with(TemporalAdjusters.previousOrSame(DayOfWeek.valueOf(bucket.weekStart().name())));
      case MONTH -> day.withDayOfMonth(1);
      case QUARTER -> day.withDayOfMonth(1).withMonth((day.getMonthValue() - 1) / 3 * 3 + 1);
      case YEAR -> day.withDayOfYear(1);
      case SECOND, MINUTE, HOUR ->
          throw new IllegalArgumentException(bucket.unit() + " is shorter than a day");
    };
  }
}
