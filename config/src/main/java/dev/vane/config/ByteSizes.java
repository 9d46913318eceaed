package dev.vane.config;

import dev.vane.spi.Names;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes such as {@code 64MiB} (powers of 1024), {@code 1GB} (powers of 1000) and plain bytes. */
final class ByteSizes {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)\\s*([A-Za-z]*)");
  private static final Map<String, Long> UNITS = new LinkedHashMap<>();

  static {
    // The larger first, so that printing finds the shortest exact text.
    UNITS.put("TiB", 1L << 40);
    UNITS.put("TB", 1_000_000_000_000L);
    UNITS.put("GiB", 1L << 30);
    UNITS.put("GB", 1_000_000_000L);
    UNITS.put("MiB", 1L << 20);
    UNITS.put("MB", 1_000_000L);
    UNITS.put("KiB", 1L << 10);
    UNITS.put("KB", 1_000L);
    UNITS.put("B", 1L);
  }

  private ByteSizes() {}

  /** Bytes of a size; units are read without regard to case. */
  static long parse(String text) throws InvalidValueException {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new InvalidValueException(
          Names.quoted(text) + " is not a size.",
          "Write a number and a unit, such as 64MiB or 1GB.");
    }
    BigDecimal bytes =
        new BigDecimal(matcher.group(1))
            .multiply(BigDecimal.valueOf(factor(text, matcher.group(2))));
    if (bytes.stripTrailingZeros().scale() > 0) {
      throw new InvalidValueException(
          Names.quoted(text) + " is not a whole number of bytes.", "Write it in a smaller unit.");
    }
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new InvalidValueException(
          Names.quoted(text) + " is more than any machine holds.", "Write a smaller size.");
    }
    return bytes.longValueExact();
  }

  /** The shortest exact text: in the largest unit that divides the size. */
  static String print(long bytes) {
    if (bytes != 0) {
      for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
        if (bytes % unit.getValue() == 0) {
          return bytes / unit.getValue() + unit.getKey();
        }
      }
    }
    return "0B";
  }

  private static long factor(String text, String name) throws InvalidValueException {
    if (name.isEmpty()) {
      return 1;
    }
    for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
      if (unit.getKey().equalsIgnoreCase(name)) {
        return unit.getValue();
      }
    }
    List<String> near =
        UNITS.keySet().stream()
            .filter(unit -> unit.startsWith(name.substring(0, 1).toUpperCase(Locale.ROOT)))
            .toList();
    throw new InvalidValueException(
        "%s is not a size: %s is not a unit.".formatted(Names.quoted(text), Names.quoted(name)),
        "Write one of %s.".formatted(String.join(", ", near.isEmpty() ? UNITS.keySet() : near)));
  }
}
