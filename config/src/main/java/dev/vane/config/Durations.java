package dev.vane.config;

import dev.vane.spi.Names;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times such as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h} and {@code 7d}. */
public final class Durations {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]*)");
  private static final Map<String, Long> MILLISECONDS = new LinkedHashMap<>();

  static {
    // The longer first, so that printing finds the shortest exact text.
    MILLISECONDS.put("d", 86_400_000L);
    MILLISECONDS.put("h", 3_600_000L);
    MILLISECONDS.put("m", 60_000L);
    MILLISECONDS.put("s", 1_000L);
    MILLISECONDS.put("ms", 1L);
  }

  private Durations() {}

  static Duration parse(String text) throws InvalidValueException {
    Matcher matcher = DURATION.matcher(text.strip());
    if (!matcher.matches()) {
      throw new InvalidValueException(
          Names.quoted(text) + " is not a time.",
          "Write a whole number and a unit, such as 500ms, 30s or 5m.");
    }
    String unit = matcher.group(2);
    Long factor = MILLISECONDS.get(unit);
    if (factor == null) {
      throw new InvalidValueException(
          unit.isEmpty()
              ? Names.quoted(text) + " has no unit."
              : "%s is not a time: %s is not a unit."
                  .formatted(Names.quoted(text), Names.quoted(unit)),
          "Write one of %s after the number.".formatted(String.join(", ", MILLISECONDS.keySet())));
    }
    try {
      return Duration.ofMillis(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
    } catch (ArithmeticException overflow) {
      throw new InvalidValueException(
          Names.quoted(text) + " is longer than a time can be.", "Write a shorter time.");
    }
  }

  /**
   * The shortest exact text: in the longest unit that divides the time; parts of a millisecond are
   * dropped.
   */
  public static String print(Duration duration) {
    long milliseconds = duration.toMillis();
    if (milliseconds != 0) {
      for (Map.Entry<String, Long> unit : MILLISECONDS.entrySet()) {
        if (milliseconds % unit.getValue() == 0) {
          return milliseconds / unit.getValue() + unit.getKey();
        }
      }
    }
    return "0ms";
  }
}
