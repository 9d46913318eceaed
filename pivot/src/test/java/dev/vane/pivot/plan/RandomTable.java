package dev.vane.pivot.plan;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A small table of values that are hard on pivots: NULL, NaN, both zeros, infinities, text beyond
 * ASCII and text that looks like what names are made of. Floats are multiples of a quarter, so that
 * their sums are exact in any order.
 */
record RandomTable(List<Map<String, @Nullable Object>> rows) {
  static final String NAME = "t";

  /** Every field and the values it may have. */
  static final Map<String, List<@Nullable Object>> FIELDS =
      Map.of(
          "name", values(null, "", "a", "A", "é", "ﬀ", "𝄞", "x|y", "x_y", "(all)", "(null)"),
          "side", values(null, "buy", "sell"),
          "ratio",
              values(
                  null,
                  Double.NaN,
                  -0.0,
                  0.0,
                  1.5,
                  -2.25,
                  Double.POSITIVE_INFINITY,
                  Double.NEGATIVE_INFINITY),
          "code", values(null, -2L, 0L, 1L, 7L),
          "flag", values(null, true, false),
          "day", values(null, LocalDate.parse("2026-01-31"), LocalDate.parse("1969-12-31")),
          "quantity", values(null, 1L, 2L, -3L, 1_000_000_000_000L),
          "amount",
              values(
                  null, new BigDecimal("0.00"), new BigDecimal("10.25"), new BigDecimal("-3.10")));

  private static List<@Nullable Object> values(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  static RandomTable of(Random random) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    int size = random.nextInt(5) == 0 ? 0 : random.nextInt(16);
    for (int row = 0; row < size; row++) {
      Map<String, @Nullable Object> values = new HashMap<>();
      FIELDS.forEach(
          (field, choices) -> values.put(field, choices.get(random.nextInt(choices.size()))));
      rows.add(values);
    }
    return new RandomTable(rows);
  }

  void load(DuckDb database) throws SQLException {
    database.execute(
        """
        CREATE OR REPLACE TABLE t (name VARCHAR, side VARCHAR, ratio DOUBLE, code INTEGER,
          flag BOOLEAN, day DATE, quantity BIGINT, amount DECIMAL(18, 2))
        """);
    List<String> fields =
        List.of("name", "side", "ratio", "code", "flag", "day", "quantity", "amount");
    if (rows.isEmpty()) {
      return;
    }
    List<@Nullable Object> values = new ArrayList<>();
    rows.forEach(row -> fields.forEach(field -> values.add(row.get(field))));
    database.update(
        "INSERT INTO t VALUES "
            + String.join(", ", Collections.nCopies(rows.size(), "(?, ?, ?, ?, ?, ?, ?, ?)")),
        values);
  }
}
