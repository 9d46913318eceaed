package dev.vane.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ReadSession;
import dev.vane.spi.ScratchTable;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.VaneException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DuckDbReadSessionTest extends EngineTest {
  private static final String ENDLESS =
      "SELECT count(*) AS n FROM range(100000000) a, range(100000000) b WHERE a.range + b.range = -1";

  @Test
  void resultCarriesValuesInOrder() {
    List<List<@Nullable Object>> rows =
        rows("SELECT range AS x, 'v' || range AS y FROM range(5) ORDER BY x DESC", List.of());
    assertThat(rows).hasSize(5);
    assertThat(rows.get(0)).containsExactly(4L, "v4");
    assertThat(rows.get(4)).containsExactly(0L, "v0");
  }

  @Test
  void parametersOfEveryKindAreBound() {
    List<List<@Nullable Object>> rows =
        rows(
            "SELECT ? + 1, ?, ?, CAST(? AS TIMESTAMPTZ) = TIMESTAMPTZ '2026-01-01 00:00:00Z', ? IS NULL,"
                + " ? = DATE '2026-01-02'",
            java.util.Arrays.asList(
                41L,
                "text",
                new BigDecimal("1.50"),
                Instant.parse("2026-01-01T00:00:00Z"),
                null,
                java.time.LocalDate.of(2026, 1, 2)));
    assertThat(rows.get(0)).containsExactly(42L, "text", new BigDecimal("1.50"), true, true, true);
  }

  @Test
  void enginesOwnTypesComeAsPlainOnes() {
    run("CREATE TYPE mood AS ENUM ('sad', 'happy')");
    try (ReadSession session = engine.openSession()) {
      Schema schema =
          session.describe(
              SqlQuery.of(
                  "SELECT CAST('sad' AS memory.main.mood) AS e, 1::HUGEINT AS h,"
                      + " [CAST('happy' AS memory.main.mood)] AS l, 1 AS a, 2 AS a, now() AS t,"
                      + " '10'::BIT AS b"));
      assertThat(schema.getFields().stream().map(field -> field.getName() + ":" + field.getType()))
          .containsExactly(
              "e:Utf8",
              "h:Decimal(38, 0, 128)",
              "l:List",
              "a:Int(32, true)",
              "a:Int(32, true)",
              "t:Timestamp(MICROSECOND, UTC)",
              "b:Utf8");
      assertThat(schema.getFields().get(2).getChildren().get(0).getType().toString())
          .isEqualTo("Utf8");
    }
  }

  @Test
  void queryWithValuesIsBoundOnceForAllSessionsThatFollow() {
    run("CREATE TABLE t AS SELECT range AS k, range * 10 AS v FROM range(5)");
    String sql = "SELECT v FROM t WHERE k = ?";
    assertThat(rows(sql, List.of(1L))).containsExactly(List.of(10L));
    long before = engine.statementCount();
    assertThat(rows(sql, List.of(2L))).containsExactly(List.of(20L));
    assertThat(rows(sql, List.of(7L))).isEmpty();
    assertThat(engine.statementCount() - before).as("two transactions").isEqualTo(4);
    run("INSERT INTO t VALUES (7, 70)");
    assertThat(rows(sql, List.of(7L))).containsExactly(List.of(70L));
    assertThat(rows(sql, List.of("1"))).as("a value of another type").containsExactly(List.of(10L));
    run(
        "CREATE OR REPLACE TABLE t AS SELECT range AS k, CAST(range AS HUGEINT) AS v FROM range(5)");
    assertThat(rows(sql, List.of(2L))).containsExactly(List.of(new BigDecimal(2)));
    run("DROP TABLE t");
    assertCode(ErrorCode.QUERY_INVALID, () -> rows(sql, List.of(2L)));
    run("CREATE TABLE t AS SELECT 'a' AS k, 'b' AS v");
    assertThat(rows(sql, List.of("a"))).containsExactly(List.of("b"));
  }

  @Test
  void describeAndExecuteAgree() {
    SqlQuery query =
        new SqlQuery("SELECT ? AS x, count(*) AS n, sum(range) AS s FROM range(3)", List.of("a"));
    try (ReadSession session = engine.openSession()) {
      Schema described = session.describe(query);
      try (QueryResult result = session.execute(query, QueryLimits.none())) {
        assertThat(result.schema()).isEqualTo(described);
      }
    }
  }

  @Test
  void orderSurvivesTheCastOfEngineTypes() {
    List<List<@Nullable Object>> rows =
        rows(
            "SELECT sum(range) AS s, range % 1000 AS k FROM range(100000) GROUP BY k ORDER BY k DESC",
            List.of());
    assertThat(rows).hasSize(1000);
    for (int row = 0; row < 1000; row++) {
      assertThat(rows.get(row).get(1)).isEqualTo(999L - row);
    }
  }

  @Test
  void batchesStayBelowRowAndByteLimits() {
    try (ReadSession session = engine.openSession();
        QueryResult result =
            session.execute(
                SqlQuery.of("SELECT range AS x, repeat('x', 5000) AS y FROM range(20000)"),
                new QueryLimits(Duration.ZERO, 10_000))) {
      long rows = 0;
      while (result.next()) {
        VectorSchemaRoot batch = result.batch();
        assertThat(batch.getRowCount()).isLessThanOrEqualTo(10_000);
        assertThat(batch.getFieldVectors().stream().mapToLong(v -> v.getBufferSize()).sum())
            .isLessThanOrEqualTo(8L << 20);
        assertThat(batch.getVector(0).getObject(0)).isEqualTo(rows);
        rows += batch.getRowCount();
      }
      assertThat(rows).isEqualTo(20_000);
    }
  }

  @Test
  void errorsBeforeTheFirstRowKeepTheirReason() {
    assertThat(
            assertCode(
                    ErrorCode.NUMERIC_OVERFLOW,
                    () -> rows("SELECT 9223372036854775807 + range FROM range(1, 5)", List.of()))
                .text())
        .contains("Overflow");
    assertCode(
        ErrorCode.NUMERIC_OVERFLOW,
        () ->
            rows(
                "SELECT CAST(SUM(9223372036854775800 + range) AS BIGINT) FROM range(2)",
                List.of()));
    assertCode(ErrorCode.QUERY_FAILED, () -> rows("SELECT CAST('a' AS INTEGER)", List.of()));
  }

  @Test
  void errorsAfterTheFirstRowKeepTheirReason() {
    assertCode(
        ErrorCode.QUERY_FAILED,
        () ->
            rows(
                "SELECT CAST(CASE WHEN range < 3000000 THEN '1' ELSE 'x' END AS INTEGER) AS x"
                    + " FROM range(4000000)",
                List.of()));
  }

  @Test
  void messageHasTheFirstLineOnly() {
    VaneException failure =
        assertCode(ErrorCode.QUERY_INVALID, () -> rows("SELECT nosuch FROM range(3)", List.of()));
    assertThat(failure.text()).contains("nosuch").doesNotContain("LINE").doesNotContain("\n");
  }

  @Test
  void sessionGoesOnAfterAStatementThatDoesNotBind() {
    try (ReadSession session = engine.openSession()) {
      assertCode(ErrorCode.QUERY_INVALID, () -> session.describe(SqlQuery.of("SELECT nosuch")));
      assertThat(session.describe(SqlQuery.of("SELECT 1 AS x")).getFields()).hasSize(1);
    }
  }

  @Test
  void cancelStopsAQueryThatHasNoRowsYet() throws Exception {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    try (ReadSession session = engine.openSession()) {
      CountDownLatch started = new CountDownLatch(1);
      Thread reader =
          new Thread(
              () -> {
                started.countDown();
                try (QueryResult result =
                    session.execute(SqlQuery.of(ENDLESS), QueryLimits.none())) {
                  while (result.next()) {}
                } catch (Throwable failure) {
                  thrown.set(failure);
                }
              });
      reader.start();
      started.await();
      session.cancel();
      reader.join();
    }
    assertCode(ErrorCode.CANCELLED, () -> rethrow(thrown.get()));
    assertThat(openConnections()).isEqualTo(1);
  }

  @Test
  void cancelStopsAStreamWhileItIsRead() throws Exception {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    CountDownLatch firstBatch = new CountDownLatch(1);
    try (ReadSession session = engine.openSession();
        QueryResult result =
            session.execute(
                SqlQuery.of("SELECT a.range FROM range(100000000) a, range(100000000) b"),
                QueryLimits.none())) {
      Thread reader =
          new Thread(
              () -> {
                try {
                  while (result.next()) {
                    firstBatch.countDown();
                  }
                } catch (Throwable failure) {
                  thrown.set(failure);
                }
              });
      reader.start();
      firstBatch.await();
      result.cancel();
      reader.join();
    }
    assertCode(ErrorCode.CANCELLED, () -> rethrow(thrown.get()));
    assertThat(openConnections()).isEqualTo(1);
  }

  @Test
  void timeLimitStopsAQuery() {
    try (ReadSession session = engine.openSession()) {
      assertCode(
          ErrorCode.LIMIT_QUERY_TIME,
          () -> session.execute(SqlQuery.of(ENDLESS), new QueryLimits(Duration.ofMillis(50), 100)));
    }
  }

  @Test
  void closingAResultEarlyFreesTheSession() {
    try (ReadSession session = engine.openSession()) {
      try (QueryResult result =
          session.execute(SqlQuery.of("SELECT range FROM range(100000000)"), QueryLimits.none())) {
        assertThat(result.next()).isTrue();
      }
      assertThat(session.describe(SqlQuery.of("SELECT 1 AS x")).getFields()).hasSize(1);
    }
  }

  @Test
  void sessionSeesOneStateAcrossStatements() {
    run("CREATE TABLE memory.main.t (x BIGINT)", "INSERT INTO memory.main.t VALUES (1)");
    try (ReadSession session = engine.openSession()) {
      assertThat(read(session, "SELECT count(*) FROM memory.main.t")).containsExactly(List.of(1L));
      run("INSERT INTO memory.main.t VALUES (2)");
      try (ScratchTable kept =
          session.materialize(SqlQuery.of("SELECT x FROM memory.main.t"), QueryLimits.none())) {
        assertThat(kept.rowCount()).isEqualTo(1);
        assertThat(read(session, "SELECT count(*) FROM memory.main.t"))
            .containsExactly(List.of(1L));
      }
    }
  }

  @Test
  void keptRowsAreSeenByOthersInOrder() {
    try (ReadSession session = engine.openSession();
        ScratchTable kept =
            session.materialize(
                SqlQuery.of(
                    "SELECT hash(range) % 1000003 AS h, range AS x, NULL AS n FROM range(300000)"
                        + " ORDER BY h, x"),
                QueryLimits.none());
        ReadSession other = engine.openSession()) {
      assertThat(kept.rowCount()).isEqualTo(300_000);
      assertThat(kept.bytes()).isPositive();
      assertThat(kept.schema().getFields()).hasSize(3);
      List<List<@Nullable Object>> rows = read(other, "SELECT x, h FROM " + kept.relation().sql());
      List<List<@Nullable Object>> expected =
          read(
              other,
              "SELECT range AS x, hash(range) % 1000003 AS h FROM range(300000) ORDER BY h, x");
      assertThat(rows).isEqualTo(expected);
    }
  }

  @Test
  void keptRowsAreGoneWhenClosed() {
    try (ReadSession session = engine.openSession()) {
      ScratchTable kept = session.materialize(SqlQuery.of("SELECT 1 AS x"), QueryLimits.none());
      kept.close();
      assertCode(
          ErrorCode.QUERY_INVALID,
          () -> session.describe(SqlQuery.of("SELECT * FROM " + kept.relation().sql())));
    }
  }

  @Test
  void failedMaterializeLeavesNothing() {
    try (ReadSession session = engine.openSession()) {
      assertCode(
          ErrorCode.QUERY_FAILED,
          () ->
              session.materialize(
                  SqlQuery.of(
                      "SELECT CAST(CASE WHEN range < 3000000 THEN '1' ELSE 'x' END AS INTEGER) AS x"
                          + " FROM range(4000000)"),
                  QueryLimits.none()));
    }
    assertThat(
            rows("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'scratch'", List.of()))
        .containsExactly(List.of(0L));
  }

  @Test
  void settingsAreLockedAndFilesOutsideAreRefused() {
    assertCode(ErrorCode.QUERY_FORBIDDEN, () -> rows("FROM read_text('/etc/passwd')", List.of()));
    assertCode(ErrorCode.VALUE_REFUSED, () -> run("SET threads = 1"));
  }

  private static void rethrow(@Nullable Throwable failure) throws Throwable {
    if (failure != null) {
      throw failure;
    }
  }

  private long openConnections() {
    try (EngineConnection connection = engine.connect()) {
      // Less the one that asks.
      return connection
              .first("SELECT * FROM duckdb_connection_count()", row -> row.getLong(1))
              .orElseThrow()
          - 1;
    }
  }

  private List<List<@Nullable Object>> rows(String sql, List<@Nullable Object> parameters) {
    try (ReadSession session = engine.openSession()) {
      return read(session, new SqlQuery(sql, parameters));
    }
  }

  private static List<List<@Nullable Object>> read(ReadSession session, String sql) {
    return read(session, SqlQuery.of(sql));
  }

  static List<List<@Nullable Object>> read(ReadSession session, SqlQuery query) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (QueryResult result = session.execute(query, QueryLimits.none())) {
      while (result.next()) {
        VectorSchemaRoot batch = result.batch();
        for (int row = 0; row < batch.getRowCount(); row++) {
          List<@Nullable Object> values = new ArrayList<>();
          for (var vector : batch.getFieldVectors()) {
            Object value = vector.getObject(row);
            values.add(
                value instanceof org.apache.arrow.vector.util.Text ? value.toString() : value);
          }
          rows.add(values);
        }
      }
    }
    return rows;
  }
}
