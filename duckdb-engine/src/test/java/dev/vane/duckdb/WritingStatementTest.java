package dev.vane.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.OutputColumn;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.TypedText;
import dev.vane.spi.UserQuery;
import dev.vane.spi.UserStatement.CreateTable;
import dev.vane.spi.UserStatement.Delete;
import dev.vane.spi.UserStatement.DropTable;
import dev.vane.spi.UserStatement.Existing;
import dev.vane.spi.UserStatement.Insert;
import dev.vane.spi.UserStatement.Update;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WritingStatementTest extends EngineTest {
  @Test
  void insertTellsItsTableItsColumnsAndItsRows() {
    Insert insert =
        (Insert)
            engine.parseStatement(
                "INSERT INTO delta.main.\"we\"\"ird\" (b, \"A\") SELECT id, 'x' FROM trades; -- end");
    assertThat(insert.table()).containsExactly("delta", "main", "we\"ird");
    assertThat(insert.columns()).containsExactly("b", "A");
    assertThat(insert.byName()).isFalse();
    assertThat(insert.rows().references())
        .extracting(UserQuery.Reference::path)
        .containsExactly(List.of("trades"));
    assertThat(((Insert) engine.parseStatement("INSERT INTO t BY NAME SELECT 1 AS a")).byName())
        .isTrue();
  }

  @Test
  void parameterAloneInAListOfValuesBelongsToAColumn() {
    Insert insert =
        (Insert) engine.parseStatement("INSERT INTO t VALUES (?, 1, ? + 1), ($4, 2, ?)");
    assertThat(insert.parameterColumns())
        .containsExactlyInAnyOrderEntriesOf(Map.of(1, 0, 4, 0, 5, 2));
    assertThat(insert.rows().parameterCount()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t VALUES (1)) SELECT 2 --",
        "INSERT INTO t SELECT 1), other AS (SELECT 2",
        "INSERT INTO t VALUES (1); DROP TABLE t",
        "INSERT INTO t SELECT * FROM read_csv('/etc/passwd')",
        "INSERT INTO t SELECT getenv('HOME')",
        "WITH w AS (INSERT INTO t VALUES (1)) SELECT 1",
        "CREATE TABLE t AS SELECT * FROM read_text('/etc/passwd')",
        "CREATE TABLE t (a INTEGER) ; SELECT 1",
        "DROP TABLE t; SELECT 1",
        "INSERT",
        "DELETE",
        "DELETE FROM t WHERE",
        "DELETE FROM t WHERE a = 1; DROP TABLE t",
        "DELETE FROM t WHERE a = 1) OR (true",
        "DELETE FROM t WHERE getenv('HOME') = '/'",
        "DELETE FROM t WHERE sum(a) OVER () = 1",
        "UPDATE t",
        "UPDATE t SET",
        "UPDATE t SET a",
        "UPDATE t SET a = ",
        "UPDATE t SET a = 1, WHERE b = 2",
        "UPDATE t SET a = *",
        "UPDATE t SET a = 1) FROM x --",
        "TRUNCATE t WHERE a = 1",
        "CREATE TABLE",
        "CREATE TABLE t (",
        "CREATE TABLE t (a)",
        "DROP TABLE",
        "DROP TABLE a.b.c.d",
        "$$",
        "/*",
        "'",
      })
  void whatIsNotOneStatementOfItsKindIsRefused(String sql) {
    assertThatThrownBy(() -> engine.parseStatement(sql))
        .extracting("code")
        .isIn(ErrorCode.QUERY_INVALID, ErrorCode.QUERY_FORBIDDEN, ErrorCode.OPTION_UNSUPPORTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE FROM t WHERE a IN (SELECT a FROM other) | subquery",
        "DELETE FROM t USING other WHERE t.a = other.a | USING",
        "DELETE FROM t WHERE a = 1 RETURNING * | RETURNING",
        "update t set a = 1 FROM other | FROM",
        "UPDATE t SET a = (SELECT max(a) FROM other) | subquery",
        "MERGE INTO t USING other ON true WHEN MATCHED THEN DELETE | upsert",
        "ALTER TABLE t ADD COLUMN b INTEGER | schema_mode",
        "SET TimeZone = 'UTC' | SetSessionOptions",
        "COPY t TO 'x.csv' | stream",
        "CREATE VIEW v AS SELECT 1 | tables only",
        "CREATE TEMP TABLE t (a INTEGER) | kept",
        "CREATE TABLE t (a INTEGER PRIMARY KEY) | PRIMARY",
        "CREATE TABLE t (a INTEGER NOT NULL) | NOT",
        "INSERT INTO t VALUES (1) RETURNING * | RETURNING",
        "INSERT OR REPLACE INTO t VALUES (1) | OR REPLACE",
        "INSERT INTO t DEFAULT VALUES | DEFAULT VALUES",
        "DROP TABLE a, b | one table",
        "DROP TABLE t CASCADE | CASCADE",
      })
  void statementThatIsNotOfferedSaysWhatToUseInstead(String sql, String word) {
    assertThatThrownBy(() -> engine.parseStatement(sql))
        .hasMessageContaining(word)
        .extracting("code")
        .isEqualTo(ErrorCode.OPTION_UNSUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BEGIN", "start transaction", "COMMIT;", "ROLLBACK", "SAVEPOINT a"})
  void transactionsAreRefusedByACodeOfTheirOwn(String sql) {
    assertThatThrownBy(() -> engine.parseStatement(sql))
        .extracting("code")
        .isEqualTo(ErrorCode.TRANSACTION_UNSUPPORTED);
  }

  @Test
  void deleteTellsItsTableAndItsCondition() {
    Delete delete =
        (Delete)
            engine.parseStatement(
                "DELETE FROM delta.main.trades AS x WHERE x.a = ? -- one\n AND b IS DISTINCT FROM $2 OR \"WHERE\";");
    assertThat(delete.table()).containsExactly("delta", "main", "trades");
    assertThat(delete.matching().parameterCount()).isEqualTo(2);
    SqlQuery condition = delete.condition().bind(List.of(7L, "x"));
    assertThat(condition.text()).isEqualTo("((((a = ?) AND (b IS DISTINCT FROM ?)) OR \"WHERE\"))");
    assertThat(condition.parameters()).containsExactly(7L, "x");
    assertThat(((Delete) engine.parseStatement("TRUNCATE trades")).condition().bind(List.of()))
        .isEqualTo(SqlQuery.of("true"));
    assertThat(((Delete) engine.parseStatement("DELETE FROM trades")).condition().bind(List.of()))
        .isEqualTo(SqlQuery.of("true"));
  }

  @Test
  void updateTellsItsColumnsAndTheirValues() {
    Update update =
        (Update)
            engine.parseStatement(
                "UPDATE trades t SET a = ?, \"B\" = CASE WHEN t.c > $1 THEN 1 ELSE t.b + 1 END, d = extract(year FROM t.e) WHERE c = ?");
    assertThat(update.columns()).containsExactly("a", "B", "d");
    assertThat(update.parameterColumns()).containsExactly(Map.entry(1, "a"));
    assertThat(update.values().get(0).bind(List.of(5L, 6L)))
        .isEqualTo(new SqlQuery("(?)", List.of(5L)));
    assertThat(update.values().get(1).bind(List.of(5L, 6L)).text()).doesNotContain("t.");
    assertThat(update.condition().bind(List.of(5L, 6L)).parameters()).containsExactly(6L);
  }

  @Test
  void createTableTellsItsColumns() {
    CreateTable create =
        (CreateTable)
            engine.parseStatement(
                "create or replace table duckdb.main.t (a integer null, \"b \"\"c\" DECIMAL(10, 2), s STRUCT(x INTEGER, y VARCHAR[]))");
    assertThat(create.table()).containsExactly("duckdb", "main", "t");
    assertThat(create.existing()).isEqualTo(Existing.REPLACE);
    Schema schema = describe(create.rows());
    assertThat(schema.getFields()).extracting(Field::getName).containsExactly("a", "b \"c", "s");
    assertThat(schema.getFields().get(1).getType()).isEqualTo(new ArrowType.Decimal(10, 2, 128));
    assertThat(rows(create.rows())).isEmpty();
  }

  @Test
  void createTableAsTakesAQuery() {
    CreateTable create =
        (CreateTable) engine.parseStatement("CREATE TABLE IF NOT EXISTS t AS SELECT 7 AS a");
    assertThat(create.existing()).isEqualTo(Existing.KEEP);
    assertThat(rows(create.rows())).containsExactly(List.of(7));
  }

  @Test
  void dropTellsItsTable() {
    assertThat(engine.parseStatement("DROP TABLE IF EXISTS \"x.y\".t;"))
        .isEqualTo(new DropTable(List.of("x.y", "t"), true));
  }

  @Test
  void rowsAreCastToTheColumnsOfATable() {
    Insert insert = (Insert) engine.parseStatement("INSERT INTO t VALUES ('2026-01-02', 5)");
    SqlQuery query =
        engine.convert(
            bind(insert.rows()),
            List.of(
                column("n", new ArrowType.Int(64, true), 1),
                column("gap", ArrowType.Utf8.INSTANCE, OutputColumn.ABSENT),
                column("d", new ArrowType.Date(org.apache.arrow.vector.types.DateUnit.DAY), 0)));
    try (ReadSession session = engine.openSession()) {
      assertThat(session.describe(query).getFields())
          .extracting(Field::getName)
          .containsExactly("n", "gap", "d");
    }
    assertThat(rows(query).get(0).subList(0, 1)).containsExactly(5L);
  }

  @Test
  void typesOfParametersAreToldWhereTheirPlacesSayThem() {
    UserQuery query = engine.parse("SELECT ?, 1 FROM range(5) r(n) WHERE n = ? LIMIT ?");
    try (ReadSession session = engine.openSession()) {
      Schema parameters = session.describeParameters(bind(query, null, null, null));
      assertThat(parameters.getFields())
          .extracting(Field::getType)
          .containsExactly(
              ArrowType.Null.INSTANCE, new ArrowType.Int(64, true), new ArrowType.Int(64, true));
    }
  }

  @Test
  void valuesThatNoClassCarriesAreCastFromText() {
    UserQuery query = engine.parse("SELECT ? AS list, ? AS nothing, ? + 1 AS plain");
    Field list =
        new Field(
            "l",
            org.apache.arrow.vector.types.pojo.FieldType.nullable(ArrowType.List.INSTANCE),
            List.of(Field.nullable("item", new ArrowType.Int(32, true))));
    assertThat(
            rows(
                bind(
                    query,
                    new TypedText(list, "[1,null,3]", true),
                    TypedText.nullOf(Field.nullable("d", ArrowType.Utf8.INSTANCE)),
                    41L)))
        .hasSize(1)
        .first()
        .asString()
        .isEqualTo("[[1,null,3], null, 42]");
  }

  @Test
  void columnOfAParameterKeepsItsName() {
    assertThat(describe(engine.parse("SELECT $1 + 1")).getFields())
        .extracting(Field::getName)
        .containsExactly("($1 + 1)");
  }

  @Test
  void pivotIsATableFunction() {
    UserQuery query =
        engine.parse(
            "SELECT p.x, ? AS y FROM PIVOT ( '{\"a\": \"it''s\"}') p JOIN pivot('two') AS q(x) ON p.x = q.x -- pivot('no')");
    assertThat(query.pivots()).containsExactly("{\"a\": \"it's\"}", "two");
    SqlQuery bound =
        query.bind(
            reference -> Relation.of("nothing"),
            spec -> new SqlQuery("SELECT ? AS x, '?' AS z", List.of(5L)),
            List.of("client"));
    assertThat(rows(bound)).hasSize(1).first().asString().isEqualTo("[5, client]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FROM pivot('a', 'b')",
        "FROM \"pivot\"(1)",
        "FROM \"pivot\"('a' || 'b')",
        "FROM \"pivot\"(?)"
      })
  void pivotTakesOneLiteral(String sql) {
    assertThatThrownBy(() -> engine.parse(sql))
        .extracting("code")
        .isEqualTo(ErrorCode.QUERY_INVALID);
  }

  @Test
  void pivotOfTheEngineStaysWhatItIs() {
    assertThat(
            rows(
                bind(
                    engine.parse(
                        "PIVOT (SELECT 'a' AS k, 1 AS v) ON k IN ('a', 'b') USING sum(v)"))))
        .hasSize(1);
  }

  @Test
  void sessionHasATimeZoneOfItsOwn() {
    SqlQuery query = SqlQuery.of("SELECT CAST(TIMESTAMPTZ '2026-07-01 12:00:00+00' AS VARCHAR)");
    try (ReadSession berlin = engine.openSession("Europe/Berlin");
        ReadSession plain = engine.openSession()) {
      assertThat(DuckDbReadSessionTest.read(berlin, query))
          .hasToString("[[2026-07-01 14:00:00+02]]");
      assertThat(DuckDbReadSessionTest.read(plain, query))
          .hasToString("[[2026-07-01 12:00:00+00]]");
    }
    assertThatThrownBy(() -> engine.openSession("Nowhere/Town"))
        .hasMessageContaining("'Nowhere/Town'")
        .extracting("code")
        .isEqualTo(ErrorCode.QUERY_INVALID);
    assertThatThrownBy(() -> engine.openSession("UTC'; SELECT 1; --"))
        .extracting("code")
        .isEqualTo(ErrorCode.QUERY_INVALID);
  }

  private static OutputColumn column(String name, ArrowType type, int source) {
    return new OutputColumn(Field.nullable(name, type), source);
  }

  private static SqlQuery bind(UserQuery query, @Nullable Object... parameters) {
    List<@Nullable Object> values = new ArrayList<>(Arrays.asList(parameters));
    while (values.size() < query.parameterCount()) {
      values.add(null);
    }
    return query.bind(reference -> Relation.of("nothing"), SqlQuery::of, values);
  }

  private Schema describe(UserQuery query) {
    try (ReadSession session = engine.openSession()) {
      return session.describe(bind(query));
    }
  }

  private List<List<@Nullable Object>> rows(UserQuery query) {
    return rows(bind(query));
  }

  private List<List<@Nullable Object>> rows(SqlQuery query) {
    try (ReadSession session = engine.openSession()) {
      return DuckDbReadSessionTest.read(session, query);
    }
  }
}
