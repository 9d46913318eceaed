package dev.vane.storage.delta;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long files that are not needed any more stay, by the table's own word. */
final class Retention {
  private static final String PROPERTY = "delta.deletedFileRetentionDuration";
  private static final Duration DEFAULT = Duration.ofDays(7);
  private static final Pattern PART =
      Pattern.compile(
          "\\G\\s*(\\d+)\\s+(week|day|hour|minute|second|millisecond)s?", Pattern.CASE_INSENSITIVE);
  private static final Map<String, Duration> UNITS =
      Map.of(
          "week", Duration.ofDays(7),
          "day", Duration.ofDays(1),
          "hour", Duration.ofHours(1),
          "minute", Duration.ofMinutes(1),
          "second", Duration.ofSeconds(1),
          "millisecond", Duration.ofMillis(1));

  private Retention() {}

  /** The table's retention; the protocol's week where it has none that can be understood. */
  static Duration of(TableState state) {
    return parse(state.property(PROPERTY, "")).orElse(DEFAULT);
  }

  /** An interval such as {@code interval 1 week} or {@code 3 days 12 hours}. */
  static Optional<Duration> parse(String text) {
    String parts = text.strip().replaceFirst("(?i)^interval\\s+", "");
    Matcher matcher = PART.matcher(parts);
    Duration total = Duration.ZERO;
    int end = 0;
    while (matcher.find()) {
      Duration unit = UNITS.getOrDefault(matcher.group(2).toLowerCase(Locale.ROOT), Duration.ZERO);
      total = total.plus(unit.multipliedBy(Long.parseLong(matcher.group(1))));
      end = matcher.end();
    }
    return end > 0 && parts.substring(end).isBlank() ? Optional.of(total) : Optional.empty();
  }
}
