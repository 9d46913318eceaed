package dev.vane.cli.output;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Cells as people read them: thousands separated, a column's fractions equally long, control
 * characters made visible, long texts cut.
 */
final class TableText {
  private static final int LONGEST = 60;
  private static final int MOST_BYTES = 16;

  private TableText() {}

  /** The texts of one column. */
  static List<String> column(List<? extends @Nullable Object> values, boolean key) {
    DecimalFormat numbers = key ? plainNumbers() : groupedNumbers(values);
    return values.stream().map(value -> cell(value, numbers)).toList();
  }

  private static String cell(@Nullable Object value, DecimalFormat numbers) {
    if (value == null) {
      return "";
    }
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number) ? numbers.format(number) : value.toString();
    }
    if (value instanceof Number) {
      return numbers.format(value);
    }
    if (value instanceof byte[] bytes) {
      String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, MOST_BYTES));
      return "0x" + hex + (bytes.length > MOST_BYTES ? "…" : "");
    }
    String text = value instanceof Instant ? value.toString().replace('T', ' ') : value.toString();
    return cut(visible(text));
  }

  /** Control characters could move the cursor or colour the rest of the screen. */
  private static String visible(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (Character.isISOControl(point)) {
                shown.append(
                    point == '\n' ? "\\n" : point == '\t' ? "\\t" : "\\u%04x".formatted(point));
              } else {
                shown.appendCodePoint(point);
              }
            });
    return shown.toString();
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }

  private static DecimalFormat plainNumbers() {
    return new DecimalFormat("0.##########", DecimalFormatSymbols.getInstance(Locale.ROOT));
  }

  private static DecimalFormat groupedNumbers(List<? extends @Nullable Object> values) {
    DecimalFormat format =
        new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
    int digits = fractionDigits(values);
    format.setMinimumFractionDigits(digits);
    format.setMaximumFractionDigits(digits);
    return format;
  }

  /** Of exact numbers all digits; of floating ones as many as say something at their size. */
  private static int fractionDigits(List<? extends @Nullable Object> values) {
    int exact = 0;
    double largest = 0;
    boolean floating = false;
    for (Object value : values) {
      if (value instanceof BigDecimal decimal) {
        exact = Math.max(exact, Math.max(0, decimal.scale()));
      } else if (value instanceof Double || value instanceof Float) {
        double number = ((Number) value).doubleValue();
        if (Double.isFinite(number)) {
          floating |= number != Math.rint(number);
          largest = Math.max(largest, Math.abs(number));
        }
      }
    }
    int needed = largest >= 100 ? 2 : largest >= 1 ? 4 : 6;
    return Math.max(exact, floating ? needed : 0);
  }

  /** Whether a column of such values stands at the right. */
  static boolean isNumber(@Nullable Object value) {
    return value instanceof Number || value instanceof BigInteger;
  }
}
