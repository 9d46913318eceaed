package dev.vane.cli.source;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Types that somebody names for columns, instead of those that are found. Immutable.
 *
 * @param types by column, in order; a type is written as in SQL, such as {@code DECIMAL(18, 2)}
 * @param complete whether these are all columns, in this order; else they are those that differ
 */
public record ColumnTypes(Map<String, String> types, boolean complete) {
  /** Everything as it is found. */
  public static final ColumnTypes AS_FOUND = new ColumnTypes(Map.of(), false);

  /** Letters, digits, and what types are put together with: nothing that ends a literal. */
  private static final Pattern TYPE = Pattern.compile("[A-Za-z][A-Za-z0-9_ ,()\\[\\]]*");

  public ColumnTypes {
    types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    types.forEach(ColumnTypes::check);
  }

  private static void check(String column, String type) {
    if (!TYPE.matcher(type).matches()) {
      throw new IllegalArgumentException(
          "The column '"
              + column
              + "' has the type '"
              + type
              + "', which is none. Write it as in SQL, such as BIGINT, VARCHAR or DECIMAL(18, 2).");
    }
  }
}
