package dev.vane.pivot.plan;

import dev.vane.pivot.Dimension;
import dev.vane.pivot.KeyForm;
import dev.vane.pivot.ShowAs;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The path of another period by the documented definition, by cutting a noon of it anew. */
record ReferenceShift(List<Dimension> axis, int level, ShowAs.Item.Shift shift) {
  /** The other path; null where there is none. */
  @Nullable List<@Nullable Object> path(List<@Nullable Object> path) {
    LocalDate common = null;
    for (int key = 0; key < path.size(); key++) {
      if (isPeriod(key, path)) {
        LocalDate first = first(key, path.get(key));
        common = common == null || first.isAfter(common) ? first : common;
      } else if (key == level - 1) {
        return null;
      }
    }
    if (common == null) {
      return null;
    }
    LocalDate moved =
        switch (shift.unit()) {
          case DAY -> common.plusDays(shift.periods());
          case WEEK -> common.plusDays(7L * shift.periods());
          case MONTH -> common.plusMonths(shift.periods());
          case QUARTER -> common.plusMonths(3L * shift.periods());
          case YEAR -> common.plusYears(shift.periods());
          case SECOND, MINUTE, HOUR -> throw new IllegalStateException();
        };
    List<@Nullable Object> other = new ArrayList<>(path);
    for (int key = 0; key < path.size(); key++) {
      if (isPeriod(key, path)) {
        Object noon = noon(key, path.get(key), moved);
        if (noon == null) {
          return null;
        }
        other.set(
            key, ReferenceKey.of(axis.get(key), Map.of(axis.get(key).field(), noon), List.of()));
      }
    }
    return other;
  }

  private boolean isPeriod(int key, List<@Nullable Object> path) {
    return axis.get(key).field().equals(axis.get(level - 1).field())
        && axis.get(key).form() instanceof KeyForm.Bucket bucket
        && bucket.unit().isCalendar()
        && path.get(key) != null
        && path.get(key) != ReferenceTop.OTHERS
        && path.get(key) != Reference.ROLLED_UP;
  }

  private ZoneId zone(int key) {
    return ((KeyForm.Bucket) axis.get(key).form()).zone().orElse(ZoneId.of("UTC"));
  }

  /** The first day of the period, even where a clock has left it out. */
  private LocalDate first(int key, @Nullable Object value) {
    KeyForm.Bucket bucket = (KeyForm.Bucket) axis.get(key).form();
    LocalDate shown =
        value instanceof Instant instant
            ? LocalDate.ofInstant(instant, zone(key))
            : value instanceof LocalDateTime time
                ? time.toLocalDate()
                : (LocalDate) Objects.requireNonNull(value);
    return ReferenceKey.floor(shown.atTime(12, 0), bucket).toLocalDate();
  }

  private @Nullable Object noon(int key, @Nullable Object like, LocalDate day) {
    if (like instanceof LocalDate) {
      return day;
    }
    if (like instanceof LocalDateTime) {
      return day.atTime(12, 0);
    }
    LocalDate begin =
        ReferenceKey.floor(day.atTime(12, 0), (KeyForm.Bucket) axis.get(key).form()).toLocalDate();
    Instant noon = begin.atTime(12, 0).atZone(zone(key)).toInstant();
    if (LocalDate.ofInstant(noon, zone(key)).equals(begin)) {
      return noon;
    }
    // The day is left out: a day has no instants then, and of a longer period the next is the
    // first.
    return ((KeyForm.Bucket) axis.get(key).form()).unit() == KeyForm.BucketUnit.DAY ? null : noon;
  }
}
