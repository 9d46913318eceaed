package dev.vane.pivot.plan;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A small table of values that are hard on pivots: NULL, NaN, both zeros, infinities, text beyond
 * ASCII and text that looks like what names are made of. Numbers are multiples of a quarter, so
 * that their sums are exact in any order.
 */
record RandomTable(List<Map<String, @Nullable Object>> rows) {
  static final String NAME = "t";

  /** Every field and the values it may have. */
  static final Map<String, List<@Nullable Object>> FIELDS =
      Map.ofEntries(
          Map.entry(
              "name", values(null, "", "a", "A", "é", "ﬀ", "𝄞", "x|y", "x_y", "(all)", "(null)")),
          Map.entry("side", values(null, "buy", "sell")),
          Map.entry(
              "ratio",
              values(
                  null,
                  Double.NaN,
                  -0.0,
                  0.0,
                  1.5,
                  -2.25,
                  Double.POSITIVE_INFINITY,
                  Double.NEGATIVE_INFINITY)),
          Map.entry("code", values(null, -2L, 0L, 1L, 7L)),
          Map.entry("flag", values(null, true, false)),
          Map.entry(
              "day", values(null, LocalDate.parse("2026-01-31"), LocalDate.parse("1969-12-31"))),
          Map.entry("quantity", values(null, 1L, 2L, -3L, 1_000_000_000_000L)),
          Map.entry(
              "amount",
              values(
                  null, new BigDecimal("0.00"), new BigDecimal("10.25"), new BigDecimal("-3.25"))),
          Map.entry(
              "local",
              values(
                  null,
                  LocalDateTime.parse("2026-03-01T23:59:59.999999"),
                  LocalDateTime.parse("1969-12-31T12:30:00"),
                  LocalDateTime.parse("2024-02-29T00:00:00"))),
          Map.entry("moment", RandomTimes.moments()));

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

  private static final List<String> NAMES =
      List.of(
          "name", "side", "ratio", "code", "flag", "day", "quantity", "amount", "local", "moment");

  void load(DuckDb database) throws SQLException {
    database.execute(
        """
        CREATE OR REPLACE TABLE t (name VARCHAR, side VARCHAR, ratio DOUBLE, code INTEGER,
          flag BOOLEAN, day DATE, quantity BIGINT, amount DECIMAL(18, 2), local TIMESTAMP,
          moment TIMESTAMPTZ)
        """);
    if (rows.isEmpty()) {
      return;
    }
    List<@Nullable Object> values = new ArrayList<>();
    rows.forEach(row -> NAMES.forEach(field -> values.add(row.get(field))));
    database.update(
        "INSERT INTO t VALUES "
            + String.join(", ", Collections.nCopies(rows.size(), "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
        values);
  }

  void load(ClickHouse database) {
    database.run(
        """
        CREATE OR REPLACE TABLE t (name Nullable(String), side Nullable(String),
          ratio Nullable(Float64), code Nullable(Int32), flag Nullable(Bool), day Nullable(Date32),
          quantity Nullable(Int64), amount Nullable(Decimal(18, 2)),
          local Nullable(DateTime64(6, 'Etc/UTC')), moment Nullable(DateTime64(6, 'UTC')))
        ENGINE = Memory
        """);
    if (!rows.isEmpty()) {
      database.run(
          "INSERT INTO t VALUES "
              + rows.stream()
                  .map(
                      row ->
                          NAMES.stream()
                              .map(field -> ClickHouseLiterals.literal(row.get(field)))
                              .collect(Collectors.joining(", ", "(", ")")))
                  .collect(Collectors.joining(", ")));
    }
  }
}
