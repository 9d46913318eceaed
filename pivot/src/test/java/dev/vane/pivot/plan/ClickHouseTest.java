package dev.vane.pivot.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vane.pivot.Aggregation;
import dev.vane.pivot.PivotSpec;
import dev.vane.spi.Dialect.NanosecondType;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The planner's SQL in a second dialect, run by its engine: what it writes is not DuckDB's alone.
 */
class ClickHouseTest {
  @BeforeEach
  void requireEngine() {
    assumeTrue(ClickHouse.missing().isEmpty(), () -> ClickHouse.missing().orElse(""));
  }

  @Test
  void duckDbClickHouseAndTheReferenceSayTheSame() throws SQLException {
    long questions = Long.getLong("vane.pivot.questions.clickhouse", 100);
    long seed = RandomTrial.firstSeed();
    try (DuckDb duckDb = new DuckDb();
        ClickHouse clickHouse = ClickHouse.start()) {
      long asked = 0;
      boolean same = false;
      try {
        for (; asked < questions; asked += RandomTrial.QUESTIONS) {
          RandomTrial trial = new RandomTrial(seed + asked);
          trial.load(duckDb);
          trial.load(clickHouse);
          for (PivotSpec spec : trial.questions()) {
            if (!isRefused(spec)) {
              check(trial, spec, duckDb, clickHouse);
            }
          }
        }
        same = true;
      } finally {
        QuestionReport.write("DuckDB and ClickHouse", seed, asked, same ? 0 : 1);
      }
    }
  }

  private static void check(RandomTrial trial, PivotSpec spec, DuckDb duckDb, ClickHouse clickHouse)
      throws SQLException {
    SourceTables tables = trial.tables(spec, duckDb);
    try (PreparedPivot pivot = tables.prepare(duckDb, spec)) {
      trial.check(spec, pivot.answer(spec.presentation(), DuckDb.UNLIMITED));
    }
    String rows = tables.rows(ClickHouseDialect.INSTANCE).sql();
    try (PreparedPivot pivot = clickHouse.prepare(spec, tables.schema(), rows)) {
      trial.check(spec, pivot.answer(spec.presentation(), DuckDb.UNLIMITED));
    }
  }

  private static boolean isRefused(PivotSpec spec) {
    return spec.measures().stream()
        .anyMatch(measure -> measure.aggregation() == Aggregation.ARRAY_AGG);
  }

  @Test
  void whatClickHouseCanNotExpressIsRefusedByName() {
    assertThatThrownBy(() -> ClickHouseDialect.INSTANCE.listOrNull("list"))
        .hasMessageContaining("array_agg");
    assertThatThrownBy(() -> ClickHouseDialect.INSTANCE.nanosecondType(NanosecondType.TIME))
        .hasMessageContaining("a time of day in nanoseconds");
    assertThat(ClickHouseDialect.INSTANCE.nanosecondType(NanosecondType.INSTANT))
        .isEqualTo("DateTime64(9, 'UTC')");
  }
}
