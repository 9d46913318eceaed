package dev.vane.pivot.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Instants at which clocks do odd things. */
final class RandomTimes {
  /** Zones and what their clocks do. */
  static final List<String> ZONES =
      List.of(
          "UTC",
          "+05:45",
          // An hour skipped and an hour repeated at night.
          "Europe/Berlin",
          // Half an hour.
          "Australia/Lord_Howe",
          // At midnight: a day without its first hour, a day that has it twice.
          "America/Havana",
          // At one minute past midnight, so that 01:00 never came.
          "America/St_Johns",
          // A day left out.
          "Pacific/Apia");

  /** Zones whose clocks never change. */
  static final List<String> STEADY_ZONES = ZONES.subList(0, 2);

  private static final List<String> CHANGES =
      List.of(
          "2026-03-29T01:00:00Z",
          "2026-10-25T01:00:00Z",
          "2025-10-04T15:30:00Z",
          "2025-04-05T15:00:00Z",
          "2026-03-08T05:00:00Z",
          "2026-11-01T05:00:00Z",
          "2010-03-14T03:31:00Z",
          "2010-11-07T02:31:00Z",
          "2011-12-30T10:00:00Z");

  private RandomTimes() {}

  static List<@Nullable Object> moments() {
    List<@Nullable Object> moments = new ArrayList<>();
    moments.add(null);
    moments.add(Instant.parse("1969-12-31T23:59:59.999999Z"));
    for (String change : CHANGES) {
      for (long minutes : List.of(-61L, -1L, 0L, 16L, 62L, 600L)) {
        moments.add(Instant.parse(change).plus(Duration.ofMinutes(minutes)));
      }
    }
    return moments;
  }
}
