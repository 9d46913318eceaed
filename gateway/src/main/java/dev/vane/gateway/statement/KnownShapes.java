package dev.vane.gateway.statement;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a prepared query gave for values of some types, so that it need not be described again each
 * time it is executed. It holds until a table that the query reads has other columns, which is
 * found when the result is opened. Safe for many threads.
 */
final class KnownShapes {
  private static final int MOST = 16;

  private final Map<String, Schema> byTypes = new ConcurrentHashMap<>();

  Optional<Schema> find(List<@Nullable Object> values) {
    return Optional.ofNullable(byTypes.get(types(values)));
  }

  void add(List<@Nullable Object> values, Schema schema) {
    if (byTypes.size() < MOST) {
      byTypes.put(types(values), schema);
    }
  }

  void forget() {
    byTypes.clear();
  }

  /** Two lists of values of the same types, as the engine sees them, have the same text. */
  private static String types(List<@Nullable Object> values) {
    return values.stream()
        .map(
            value ->
                value instanceof BigDecimal decimal
                    ? "decimal " + decimal.precision() + " " + decimal.scale()
                    : value instanceof dev.vane.spi.TypedText text
                        ? text.type().toString()
                        : value == null ? "null" : value.getClass().getSimpleName())
        .collect(Collectors.joining("; "));
  }
}
