package dev.vane.pivot.plan;

import dev.vane.pivot.plan.StepFunction.Step;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * A time zone as numbers of microseconds, so that buckets follow its clock exactly and alike on
 * every engine: what engines do with times that a clock skips or repeats differs, and none gives
 * the first instant of a day whose midnight is one of them. The rules are those of {@link ZoneId}
 * up to the year 2100; from there on the clock is taken to stay.
 */
final class ZoneSteps {
  private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

  private final ZoneRules rules;
  private final ZoneId zone;
  private final List<ZoneOffsetTransition> transitions = new ArrayList<>();

  /**
   * Instants after a change of the clock whose period began before the change or with it, although
   * its first local time never came.
   */
  record Broken(long from, long to, long begin) {}

  ZoneSteps(ZoneId zone) {
    this.zone = zone;
    this.rules = zone.getRules();
    Instant at = Instant.MIN;
    while (true) {
      ZoneOffsetTransition next = rules.nextTransition(at);
      if (next == null || next.getInstant().isAfter(END)) {
        return;
      }
      transitions.add(next);
      at = next.getInstant();
    }
  }

  /** Local time minus UTC, by the instant. */
  StepFunction offsets() {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(Long.MIN_VALUE, micros(rules.getOffset(Instant.MIN))));
    for (ZoneOffsetTransition transition : transitions) {
      steps.add(new Step(micros(transition.getInstant()), micros(transition.getOffsetAfter())));
    }
    return new StepFunction(steps);
  }

  /** Midnight as if in UTC minus the first instant of the day, by that midnight. */
  StepFunction dayShifts() {
    SortedSet<LocalDate> days = new TreeSet<>();
    for (ZoneOffsetTransition transition : transitions) {
      LocalDate first = transition.getDateTimeBefore().toLocalDate();
      LocalDate last = transition.getDateTimeAfter().toLocalDate();
      LocalDate from = first.isBefore(last) ? first : last;
      for (int day = -1; day <= 3; day++) {
        days.add(from.plusDays(day));
      }
    }
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(Long.MIN_VALUE, micros(rules.getOffset(Instant.MIN))));
    for (LocalDate day : days) {
      long midnight = micros(day.atStartOfDay(ZoneOffset.UTC).toInstant());
      steps.add(new Step(midnight, midnight - micros(day.atStartOfDay(zone).toInstant())));
    }
    return new StepFunction(steps);
  }

  /**
   * The instants whose period of this length (an hour or less) does not begin at its local time.
   */
  List<Broken> broken(long length) {
    List<Broken> broken = new ArrayList<>();
    long previous = Long.MIN_VALUE;
    for (ZoneOffsetTransition transition : transitions) {
      long at = micros(transition.getInstant());
      long before = micros(transition.getOffsetBefore());
      long after = micros(transition.getOffsetAfter());
      long local = Math.floorDiv(at + after, length) * length;
      if (local - after < at) {
        // Only what the clock showed last before the change goes on; an hour that it comes back to
        // from another one is a period of its own.
        boolean goesOn = Math.floorDiv(at + before - 1, length) * length == local;
        long begin = goesOn ? Math.max(local - before, previous) : at;
        broken.add(new Broken(at, local + length - after, begin));
      }
      previous = at;
    }
    return broken;
  }

  private static long micros(ZoneOffset offset) {
    return TimeUnit.SECONDS.toMicros(offset.getTotalSeconds());
  }

  private static long micros(Instant instant) {
    return TimeUnit.SECONDS.toMicros(instant.getEpochSecond());
  }
}
