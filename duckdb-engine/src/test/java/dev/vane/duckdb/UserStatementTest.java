package dev.vane.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.UserQuery;
import dev.vane.spi.UserQuery.Reference;
import dev.vane.spi.VaneException;
import dev.vane.spi.VersionRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserStatementTest extends EngineTest {
  /** Where the tables of these tests really are; no client could name them so. */
  private static final Map<String, String> RELATIONS =
      Map.of(
          "trades", "\"memory\".\"hidden\".\"t1\"",
          "duckdb.main.trades", "\"memory\".\"hidden\".\"t1\"",
          "main.trades", "\"memory\".\"hidden\".\"t1\"",
          "delta.main.trades", "(SELECT * FROM \"memory\".\"hidden\".\"t2\")",
          "we\"ird.name", "\"memory\".\"hidden\".\"t2\"",
          "select", "\"memory\".\"hidden\".\"t2\"");

  @BeforeEach
  void createTables() {
    run(
        "CREATE SCHEMA memory.hidden",
        "CREATE TABLE memory.hidden.t1 (id BIGINT, region VARCHAR, price DOUBLE, s STRUCT(a INTEGER))",
        "INSERT INTO memory.hidden.t1 VALUES (1, 'north', 1.5, {a: 1}), (2, 'south', 2.5, {a: 2}),"
            + " (3, NULL, 4, NULL)",
        "CREATE TABLE memory.hidden.t2 (id BIGINT, note VARCHAR)",
        "INSERT INTO memory.hidden.t2 VALUES (1, 'one'), (3, 'three')");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM trades",
        "FROM trades ORDER BY id",
        "select trades.id, trades.* from trades order by 1",
        "SELECT TRADES.id FROM Trades ORDER BY ALL",
        "SELECT t.id FROM trades AS t WHERE t.price > 2 ORDER BY t.id DESC LIMIT 1",
        "SELECT t.a FROM trades t(a, b, c, d) ORDER BY a",
        "SELECT trades FROM trades ORDER BY id",
        "SELECT s.a, trades.s.a FROM trades ORDER BY id",
        "WITH trades AS (SELECT * FROM trades WHERE id > 1) SELECT count(*) FROM trades",
        "WITH x AS (FROM trades), y AS (SELECT id + 1 AS id FROM x) SELECT * FROM x JOIN y USING (id) ORDER BY 1",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n, region FROM r LEFT JOIN trades ON id = n ORDER BY n",
        "SELECT region, (SELECT max(price) FROM trades i WHERE i.id <= o.id) FROM trades o ORDER BY id",
        "SELECT * FROM trades o WHERE EXISTS (SELECT 1 FROM \"select\" s WHERE s.id = o.id) ORDER BY id",
        "SELECT * FROM trades WHERE id IN (SELECT id FROM \"we\"\"ird.name\") ORDER BY id",
        "SELECT id FROM trades UNION ALL (SELECT id FROM \"select\") ORDER BY id",
        "SELECT region, sum(price) FROM trades GROUP BY ROLLUP (region) HAVING sum(price) > 1 ORDER BY ALL",
        "SELECT id, sum(price) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM trades ORDER BY 1",
        "SELECT * FROM (PIVOT trades ON region IN ('north', 'south') USING sum(price)) ORDER BY id",
        "SELECT i, id FROM range(2) g(i), LATERAL (SELECT id FROM trades WHERE id = i + 1) q ORDER BY 1, 2",
        "SELECT list_transform([1, 2], lambda x: x + 1), {a: 1}, MAP {'k': 2}, 'it''s; -- no comment'",
        "VALUES (1, 'a'), (2, 'b')",
        "SELECT * FROM trades TABLESAMPLE 100% (bernoulli) ORDER BY id",
        "/* a ; comment */ SELECT 1 AS x -- and ; another",
        "SELECT 1 AS x;",
        "DESCRIBE trades",
        "SUMMARIZE SELECT id FROM trades",
        "SELECT column_name FROM (DESCRIBE SELECT * FROM trades)",
        "SELECT COLUMNS('i.*'), * EXCLUDE (s) REPLACE (price * 2 AS price) FROM trades ORDER BY id",
        "SELECT DISTINCT ON (region) region, id FROM trades ORDER BY region, id",
        "SELECT CASE WHEN id = 1 THEN DATE '2026-01-01' ELSE NULL END, INTERVAL 3 DAYS, 1.5::DECIMAL(9, 2) FROM trades ORDER BY id",
        "SELECT any_value(x ORDER BY x) FILTER (WHERE x > 1) FROM unnest([1, 2, 3]) u(x)"
      })
  void rewrittenStatementGivesWhatTheStatementGives(String sql) {
    List<List<@Nullable Object>> expected;
    try (EngineConnection views = engine.connect();
        ReadSession session = engine.openSession()) {
      // The reference: the same text over real tables of these names.
      views.execute("CREATE SCHEMA memory.reference");
      views.execute("USE memory.reference");
      views.execute("CREATE TABLE trades AS FROM memory.hidden.t1");
      views.execute("CREATE TABLE \"select\" AS FROM memory.hidden.t2");
      views.execute("CREATE TABLE \"we\"\"ird.name\" AS FROM memory.hidden.t2");
      expected = asText(views, sql);
      SqlQuery bound = bind(sql);
      assertThat(asText(views, bound.text())).as(bound.text()).isEqualTo(expected);
      assertThat(session.describe(bound).getFields()).isNotEmpty();
    }
  }

  @Test
  void referencesNameEachTableOnceWithItsVersion() {
    UserQuery query =
        engine.parse(
            "WITH c AS (SELECT * FROM main.trades) SELECT * FROM c, duckdb.main.trades a, duckdb.main.trades b,"
                + " \"x.y\" AT (VERSION => 3), z AT (TIMESTAMP => '2026-01-01 10:00:00'),"
                + " z AT (TIMESTAMP => TIMESTAMPTZ '2026-01-01T10:00:00+01:00')");
    assertThat(query.references())
        .containsExactly(
            new Reference(List.of("main", "trades"), AsOf.LATEST),
            new Reference(List.of("duckdb", "main", "trades"), AsOf.LATEST),
            new Reference(List.of("x.y"), new AsOf.Version(3)),
            new Reference(List.of("z"), new AsOf.Timestamp(Instant.parse("2026-01-01T10:00:00Z"))),
            new Reference(List.of("z"), new AsOf.Timestamp(Instant.parse("2026-01-01T09:00:00Z"))));
  }

  @Test
  void changesAreATableOfThatName() {
    UserQuery query =
        engine.parse(
            "SELECT changes.id, c.n FROM changes('delta.main.\"x.y\"', 3, 5),"
                + " (SELECT count(*) AS n FROM CHANGES('z', 0) AS t(a, b) WHERE a > 1) c");
    assertThat(query.references())
        .containsExactly(
            Reference.ofChanges(
                List.of("delta", "main", "x.y"), new VersionRange(3, OptionalLong.of(5))),
            Reference.ofChanges(List.of("z"), new VersionRange(0, OptionalLong.empty())));
    SqlQuery bound =
        query.bind(
            reference -> Relation.of("(SELECT 42 AS id, 'insert' AS _change_type)"),
            SqlQuery::of,
            List.of());
    try (ReadSession session = engine.openSession()) {
      assertThat(DuckDbReadSessionTest.read(session, bound)).containsExactly(List.of(42, 1L));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FROM changes('t')",
        "FROM changes('t', 1, 2, 3)",
        "FROM changes('t', -1)",
        "FROM changes('t', 2, 1)",
        "FROM changes('t', '1')",
        "FROM changes(t, 1)",
        "FROM changes('t', ?)",
        "FROM changes('t; DROP TABLE t', 1)",
        "FROM changes('a.b.c.d', 1)",
        "FROM changes('t', 1.5)",
        "FROM changes('t', 99999999999999999999)",
        "FROM changes((SELECT 't'), 1)"
      })
  void changesOfWhatIsNoTableOrVersionAreInvalid(String sql) {
    assertCode(ErrorCode.QUERY_INVALID, () -> engine.parse(sql));
  }

  @Test
  void nameOfAnExpressionThatIsOutOfScopeIsATable() {
    assertThat(paths("SELECT (WITH secret AS (SELECT 1 AS x) SELECT x FROM secret) FROM secret"))
        .containsExactly(List.of("secret"));
    assertThat(paths("WITH a AS (FROM \"f.parquet\"), \"f.parquet\" AS (SELECT 1) FROM a"))
        .containsExactly(List.of("f.parquet"));
    assertThat(paths("WITH t AS (SELECT 1) FROM main.t")).containsExactly(List.of("main", "t"));
  }

  @Test
  void columnsNamedByTheirTablesPathAreFound() {
    assertThat(
            read(
                "SELECT duckdb.main.trades.id, delta.main.trades.note FROM duckdb.main.trades"
                    + " JOIN delta.main.trades ON duckdb.main.trades.id = delta.main.trades.id"
                    + " ORDER BY 1"))
        .containsExactly(List.of(1L, "one"), List.of(3L, "three"));
    assertThat(read("SELECT main.trades.region FROM duckdb.main.trades WHERE trades.id = 1"))
        .containsExactly(List.of("north"));
    assertThat(
            read(
                "SELECT (SELECT count(*) FROM delta.main.trades i WHERE i.id = duckdb.main.trades.id)"
                    + " FROM duckdb.main.trades ORDER BY trades.id"))
        .containsExactly(List.of(1L), List.of(0L), List.of(1L));
  }

  @Test
  void parametersAreBoundByPosition() {
    assertThat(read("SELECT id FROM trades WHERE id > ? AND region = ?", 1L, "south"))
        .containsExactly(List.of(2L));
    assertThat(read("SELECT $2, $1, $2 FROM trades WHERE id = $1", 1L, "x"))
        .containsExactly(List.of("x", 1L, "x"));
    assertCode(ErrorCode.QUERY_INVALID, () -> read("SELECT ?"));
    assertCode(ErrorCode.QUERY_INVALID, () -> read("SELECT 1", 1L));
    assertCode(ErrorCode.QUERY_INVALID, () -> engine.parse("SELECT $name"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE trades",
        "SELECT 1 /* ; */ ; /* */ DELETE FROM trades",
        "INSERT INTO trades VALUES (1)",
        "UPDATE trades SET id = 1",
        "DELETE FROM trades",
        "MERGE INTO trades USING trades t ON true WHEN MATCHED THEN DELETE",
        "WITH x AS (INSERT INTO trades VALUES (1) RETURNING *) SELECT * FROM x",
        "WITH x AS (DELETE FROM trades RETURNING *) SELECT * FROM x",
        "WITH x AS (UPDATE trades SET id = 2 RETURNING *) SELECT * FROM x",
        "CREATE TABLE x AS SELECT 1",
        "CREATE MACRO m() AS 1",
        "DROP TABLE trades",
        "ALTER TABLE trades RENAME TO x",
        "TRUNCATE trades",
        "COPY trades TO 'x.csv'",
        "COPY (SELECT 1) TO 'x.csv'",
        "ATTACH 'x.db'",
        "DETACH duckdb",
        "USE duckdb",
        "PRAGMA database_list",
        "PRAGMA version",
        "SET threads = 1",
        "RESET threads",
        "SET VARIABLE x = 1",
        "INSTALL httpfs",
        "LOAD httpfs",
        "CALL pragma_version()",
        "PREPARE p AS SELECT 1",
        "EXECUTE p",
        "DEALLOCATE p",
        "EXPLAIN SELECT 1",
        "EXPLAIN ANALYZE SELECT 1",
        "CHECKPOINT",
        "VACUUM",
        "ANALYZE",
        "EXPORT DATABASE 'x'",
        "IMPORT DATABASE 'x'",
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "SHOW TABLES",
        "SHOW ALL TABLES",
        "SHOW DATABASES",
        "DESCRIBE",
        "SELECT * FROM (SHOW TABLES)",
        "SELECT * FROM (SHOW ALL TABLES)",
        "COMMENT ON TABLE trades IS 'x'",
        "FROM read_csv('/etc/passwd')",
        "FROM read_text('/etc/passwd')",
        "FROM read_blob('/etc/passwd')",
        "FROM read_parquet(['x.parquet'])",
        "FROM parquet_scan('x.parquet')",
        "FROM read_json_auto('x.json')",
        "FROM glob('/*')",
        "FROM sniff_csv('x')",
        "FROM query('SELECT 1')",
        "FROM query_table('trades')",
        "FROM duckdb_settings()",
        "FROM duckdb_secrets()",
        "FROM duckdb_tables()",
        "FROM pragma_table_info('trades')",
        "FROM json_execute_serialized_sql('{}')",
        "FROM arrow_scan(1, 2, 3)",
        "FROM arrow_scan_dumb(1, 2, 3)",
        "FROM seq_scan('trades')",
        "FROM checkpoint('duckdb')",
        "FROM force_checkpoint()",
        "FROM which_secret('a', 'b')",
        "FROM test_all_types()",
        "SELECT getenv('HOME')",
        "SELECT GetEnv('HOME')",
        "SELECT system.main.getenv('HOME')",
        "SELECT current_setting('threads')",
        "SELECT getvariable('x')",
        "SELECT nextval('s')",
        "SELECT currval('s')",
        "SELECT setseed(0.5)",
        "SELECT write_log('x')",
        "SELECT sleep_ms(10)",
        "SELECT pg_sleep(10)",
        "SELECT pg_get_viewdef(1)",
        "SELECT json_serialize_plan('SELECT 1')",
        "SELECT (SELECT current_setting('threads'))",
        "SELECT 1 ORDER BY current_setting('threads')",
        "SELECT 1 LIMIT (SELECT nextval('s'))",
        "SELECT list_transform([1], lambda x: current_setting('threads'))",
        "SELECT sum(x) FILTER (WHERE getvariable('y')) FROM (SELECT 1 AS x)",
        "SELECT sum(1) OVER (PARTITION BY getvariable('y'))",
        "SELECT 'threads'.current_setting()",
        "SELECT * FROM range((SELECT nextval('s')))",
        "WITH x AS (SELECT getvariable('a')) SELECT 1",
        "SELECT * FROM trades JOIN trades t ON getvariable('a')",
        "SELECT * FROM (PIVOT trades ON region IN ('a') USING sum(getvariable('x')))",
        "VALUES (getvariable('x'))"
      })
  void whatDoesMoreThanReadTablesIsForbidden(String sql) {
    assertCode(ErrorCode.QUERY_FORBIDDEN, () -> engine.parse(sql));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FROM 'file.parquet'",
        "FROM \"/etc/passwd\"",
        "FROM information_schema.tables",
        "FROM pg_catalog.pg_class",
        "FROM sqlite_master",
        "FROM duckdb_columns",
        "FROM memory.hidden.t1",
        "FROM scratch.main.result_1",
        "SELECT * FROM (DESCRIBE memory.hidden.t1)",
        "SUMMARIZE memory.hidden.t1",
        "SELECT 1 WHERE 1 IN (TABLE memory.hidden.t1)"
      })
  void everyNameGoesThroughTheReferences(String sql) {
    UserQuery query = engine.parse(sql);
    assertThat(query.references()).hasSize(1);
    SqlQuery bound =
        query.bind(
            reference -> Relation.of("(SELECT 42 AS x)"), pivot -> SqlQuery.of(pivot), List.of());
    try (ReadSession session = engine.openSession()) {
      assertThat(session.describe(bound).getFields()).isNotEmpty();
    }
    assertThat(bound.text()).contains("(SELECT 42 AS x)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-- nothing", ";", "SELEC 1", "SELECT FROM WHERE", "SELECT 'open", "x"})
  void textThatIsNoQueryIsInvalid(String sql) {
    VaneException failure = assertCode(ErrorCode.QUERY_INVALID, () -> engine.parse(sql));
    assertThat(failure.text()).doesNotContain("\n");
  }

  @Test
  void placeholdersCannotBeForged() {
    UserQuery query =
        engine.parse(
            "SELECT 'vane_0_table_0_end' AS x, vane_1_table_0_end.id FROM trades AS vane_1_table_0_end WHERE id = 1");
    SqlQuery bound = query.bind(this::relation, SqlQuery::of, List.of());
    try (ReadSession session = engine.openSession()) {
      assertThat(DuckDbReadSessionTest.read(session, bound))
          .containsExactly(List.of("vane_0_table_0_end", 1L));
    }
  }

  @Test
  void deepNestingIsRefusedNotCrashed() {
    String sql = "SELECT " + "(".repeat(5_000) + "1" + ")".repeat(5_000);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> engine.parse(sql)))
        .satisfiesAnyOf(
            thrown -> assertThat(thrown).isNull(),
            thrown -> assertThat(thrown).isInstanceOf(VaneException.class));
    String queries = "SELECT * FROM (".repeat(2_000) + "SELECT 1" + ")".repeat(2_000);
    assertCode(ErrorCode.QUERY_INVALID, () -> engine.parse(queries));
  }

  private Relation relation(Reference reference) {
    String sql =
        RELATIONS.get(String.join(".", reference.path()).toLowerCase(java.util.Locale.ROOT));
    if (sql == null) {
      throw new VaneException(ErrorCode.TABLE_NOT_FOUND, "No table " + reference.path());
    }
    return Relation.of(sql);
  }

  private SqlQuery bind(String sql, @Nullable Object... parameters) {
    return engine.parse(sql).bind(this::relation, SqlQuery::of, Arrays.asList(parameters));
  }

  private List<List<String>> paths(String sql) {
    return engine.parse(sql).references().stream().map(Reference::path).toList();
  }

  private List<List<@Nullable Object>> read(String sql, @Nullable Object... parameters) {
    SqlQuery bound = bind(sql, parameters);
    try (ReadSession session = engine.openSession()) {
      return DuckDbReadSessionTest.read(session, bound);
    }
  }

  private static List<List<@Nullable Object>> asText(EngineConnection connection, String sql) {
    return connection.query(
        sql,
        row -> {
          List<@Nullable Object> values = new ArrayList<>();
          for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
            values.add(row.getMetaData().getColumnName(column) + "=" + row.getString(column));
          }
          return values;
        });
  }

  @Test
  void everyFunctionThatSeesMoreThanItsArgumentsIsJudged() {
    // What a new DuckDB brings appears here first and has to be put on one side or the other.
    List<String> harmless =
        List.of(
            "now",
            "today",
            "current_date",
            "current_database",
            "current_schema",
            "current_schemas",
            "get_current_time",
            "get_current_timestamp",
            "current_localtime",
            "current_localtimestamp",
            "transaction_timestamp",
            "random",
            "uuid",
            "uuidv4",
            "uuidv7",
            "gen_random_uuid",
            "error");
    try (EngineConnection connection = engine.connect()) {
      List<String> unjudged =
          connection
              .query(
                  "SELECT DISTINCT function_name FROM duckdb_functions()"
                      + " WHERE function_type = 'scalar' AND stability <> 'CONSISTENT'",
                  row -> row.getString(1))
              .stream()
              .filter(name -> !harmless.contains(name))
              .filter(name -> isParsed("SELECT " + name + "()"))
              .toList();
      assertThat(unjudged).isEmpty();
    }
  }

  private boolean isParsed(String sql) {
    try {
      return engine.parse(sql) != null;
    } catch (VaneException refused) {
      return false;
    }
  }
}
