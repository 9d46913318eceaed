package dev.vane.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.Properties;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrow's Flight SQL JDBC driver, as DBeaver and other tools use it. */
class JdbcDriverTest {
  private RunningGateway running;
  private Connection connection;

  @BeforeEach
  void connect(@TempDir Path directory) throws SQLException {
    running = new RunningGateway(directory);
    connection = connect(new Properties());
    execute(
        "CREATE TABLE trades (id BIGINT, price DECIMAL(12, 4), name VARCHAR, day DATE, at TIMESTAMP)",
        "INSERT INTO trades VALUES (1, 12.5, 'north', '2026-01-02', '2026-01-02 03:04:05.678901'), (2, NULL, NULL, NULL, NULL)");
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
    running.close();
  }

  @Test
  void metadataAsToolsAskForIt() throws SQLException {
    DatabaseMetaData metadata = connection.getMetaData();
    assertThat(metadata.getDatabaseProductName()).isEqualTo("Vane");
    assertThat(metadata.getIdentifierQuoteString()).isEqualTo("\"");
    assertThat(metadata.supportsTransactions()).isFalse();
    assertThat(metadata.supportsBatchUpdates()).isTrue();
    assertThat(metadata.getMaxStatementLength()).isPositive();
    assertThat(metadata.getSQLKeywords()).contains("QUALIFY");
    assertThat(metadata.isReadOnly()).isFalse();
    assertThat(metadata.getNumericFunctions()).contains("ABS");
    assertThat(column(metadata.getCatalogs(), "TABLE_CAT")).containsExactly("delta", "duckdb");
    assertThat(column(metadata.getSchemas("duckdb", "%"), "TABLE_SCHEM")).containsExactly("main");
    assertThat(column(metadata.getTableTypes(), "TABLE_TYPE")).containsExactly("TABLE");
    assertThat(column(metadata.getTables(null, null, "tra%", null), "TABLE_NAME"))
        .containsExactly("trades");
    assertThat(column(metadata.getColumns(null, null, "trades", "%"), "COLUMN_NAME"))
        .containsExactly("id", "price", "name", "day", "at");
    assertThat(column(metadata.getColumns(null, null, "trades", "price"), "TYPE_NAME"))
        .containsExactly("DECIMAL");
    assertThat(column(metadata.getPrimaryKeys("duckdb", "main", "trades"), "COLUMN_NAME"))
        .isEmpty();
    assertThat(column(metadata.getImportedKeys("duckdb", "main", "trades"), "FKCOLUMN_NAME"))
        .isEmpty();
  }

  @Test
  void preparedStatementBindsAndReads() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT * FROM trades WHERE id = ? AND day = ?")) {
      statement.setLong(1, 1);
      statement.setDate(2, Date.valueOf("2026-01-02"));
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getBigDecimal("price")).isEqualByComparingTo(new BigDecimal("12.5"));
        assertThat(rows.getString("name")).isEqualTo("north");
        assertThat(rows.next()).isFalse();
      }
      statement.setLong(1, 99);
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isFalse();
      }
    }
  }

  @Test
  void updatesTellHowManyRows() throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO trades (id, name) VALUES (?, ?)")) {
      for (int i = 10; i < 13; i++) {
        insert.setLong(1, i);
        insert.setString(2, "n" + i);
        insert.addBatch();
      }
      assertThat(insert.executeBatch()).isNotEmpty();
    }
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("INSERT INTO trades SELECT * FROM trades WHERE id > 9"))
          .isEqualTo(3);
      assertThat(read("SELECT count(id) FROM trades")).containsExactly(List.of("8"));
    }
  }

  @Test
  void rowsAreUpdatedAndDeletedByPreparedStatements() throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE trades SET price = ?, name = upper(name) WHERE id = ?")) {
      update.setBigDecimal(1, new BigDecimal("7.2500"));
      update.setLong(2, 1);
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
    assertThat(read("SELECT price, name FROM trades ORDER BY id"))
        .startsWith(List.of("7.2500", "NORTH"));
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM trades WHERE id = ?")) {
      for (long id : List.of(1L, 2L, 99L)) {
        delete.setLong(1, id);
        delete.addBatch();
      }
      assertThat(delete.executeBatch()).isNotEmpty();
    }
    assertThat(read("SELECT count(id) FROM trades")).containsExactly(List.of("0"));
  }

  @Test
  void everyTypeIsRead() throws SQLException {
    String sql =
        "SELECT true AS b, 1::TINYINT AS i1, 2::SMALLINT AS i2, 3::INTEGER AS i4, 4::BIGINT AS i8,"
            + " 250::UTINYINT AS u1, 65000::USMALLINT AS u2, 4000000000::UINTEGER AS u4,"
            + " 1.5::FLOAT AS f4, 2.5::DOUBLE AS f8, 12345678901234567890.123456::DECIMAL(38, 6) AS d,"
            + " 'text' AS t, 'ab'::BLOB AS x, DATE '2026-02-03' AS day, TIME '04:05:06' AS clock,"
            + " TIMESTAMP '2026-02-03 04:05:06.789' AS at, TIMESTAMPTZ '2026-02-03 04:05:06+02' AS z,"
            + " [1, 2] AS l, 170141183460469231731687303715884105727::HUGEINT % 1000 AS h,"
            + " uuid() AS id";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      ResultSetMetaData metadata = rows.getMetaData();
      assertThat(rows.next()).isTrue();
      for (int column = 1; column <= metadata.getColumnCount(); column++) {
        // By getObject the driver has neither arrays nor instants.
        Object value =
            switch (metadata.getColumnName(column)) {
              case "l" -> rows.getArray(column);
              case "z" -> rows.getTimestamp(column);
              default -> rows.getObject(column);
            };
        assertThat(value).as(metadata.getColumnName(column)).isNotNull();
      }
      assertThat(rows.getBigDecimal("d")).isEqualTo(new BigDecimal("12345678901234567890.123456"));
      assertThat(rows.getLong("i8")).isEqualTo(4);
      assertThat(rows.getDate("day")).isEqualTo(Date.valueOf("2026-02-03"));
      assertThat(rows.getTimestamp("at", Calendar.getInstance(TimeZone.getTimeZone("UTC"))))
          .isEqualTo(Timestamp.from(Instant.parse("2026-02-03T04:05:06.789Z")));
      assertThat(rows.getTimestamp("z").toInstant())
          .isEqualTo(Instant.parse("2026-02-03T02:05:06Z"));
    }
  }

  @Test
  void parametersOfEveryTypeAreBound() throws SQLException {
    execute(
        "CREATE TABLE kinds (flag BOOLEAN, tiny TINYINT, small SMALLINT, number INTEGER, big BIGINT,"
            + " single FLOAT, twice DOUBLE, price DECIMAL(20, 6), text VARCHAR, bytes BLOB, day DATE,"
            + " clock TIME, at TIMESTAMP, moment TIMESTAMPTZ)");
    Calendar utc = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
    // The driver binds milliseconds and no more.
    Timestamp at = Timestamp.from(Instant.parse("2026-07-01T10:20:30.123Z"));
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO kinds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setBoolean(1, true);
      insert.setByte(2, (byte) -128);
      insert.setShort(3, Short.MIN_VALUE);
      insert.setInt(4, Integer.MIN_VALUE);
      insert.setLong(5, Long.MAX_VALUE);
      insert.setFloat(6, 1.5f);
      insert.setDouble(7, -2.25);
      insert.setBigDecimal(8, new BigDecimal("12345678901234.123456"));
      insert.setString(9, "Größe");
      insert.setBytes(10, new byte[] {0, -1});
      insert.setDate(11, Date.valueOf("2026-02-03"));
      insert.setTime(12, Time.valueOf("04:05:06"));
      insert.setTimestamp(13, at, utc);
      insert.setTimestamp(14, at, utc);
      assertThat(insert.executeUpdate()).isEqualTo(1);
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM kinds")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getBoolean("flag")).isTrue();
      assertThat(rows.getByte("tiny")).isEqualTo((byte) -128);
      assertThat(rows.getShort("small")).isEqualTo(Short.MIN_VALUE);
      assertThat(rows.getInt("number")).isEqualTo(Integer.MIN_VALUE);
      assertThat(rows.getLong("big")).isEqualTo(Long.MAX_VALUE);
      assertThat(rows.getFloat("single")).isEqualTo(1.5f);
      assertThat(rows.getDouble("twice")).isEqualTo(-2.25);
      assertThat(rows.getBigDecimal("price")).isEqualTo(new BigDecimal("12345678901234.123456"));
      assertThat(rows.getString("text")).isEqualTo("Größe");
      assertThat(rows.getBytes("bytes")).isEqualTo(new byte[] {0, -1});
      assertThat(rows.getDate("day")).isEqualTo(Date.valueOf("2026-02-03"));
      assertThat(rows.getTime("clock")).isEqualTo(Time.valueOf("04:05:06"));
      assertThat(rows.getTimestamp("at", utc)).isEqualTo(at);
      assertThat(rows.getTimestamp("moment").toInstant()).isEqualTo(at.toInstant());
      assertThat(rows.next()).isFalse();
    }
    try (PreparedStatement statement = connection.prepareStatement("SELECT price FROM kinds")) {
      assertThat(statement.getMetaData().getPrecision(1)).isEqualTo(20);
      assertThat(statement.getMetaData().getScale(1)).isEqualTo(6);
    }
  }

  @Test
  void catalogOfTheConnectionHoldsForItsStatements() throws SQLException {
    execute("CREATE TABLE delta.main.trades AS SELECT 7 AS seven");
    Properties properties = new Properties();
    properties.setProperty("catalog", "delta");
    Connection delta = connect(properties);
    try (Statement statement = delta.createStatement();
        ResultSet rows = statement.executeQuery("SELECT seven FROM trades")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(7);
    }
    // The driver ends the session and closes its channel twice, and fails at the second time.
    assertThatThrownBy(delta::close).hasMessageContaining("Channel shutdown");
    try (Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT 1 FROM trades"))
          .hasMessageContaining("TABLE_AMBIGUOUS");
    }
  }

  @Test
  void errorsSayTheirCode() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT nme FROM trades"))
          .hasMessageContaining("QUERY_INVALID");
      assertThatThrownBy(() -> statement.executeUpdate("DROP TABLE trades"))
          .hasMessageContaining("OPTION_UNSUPPORTED");
    }
  }

  private Connection connect(Properties properties) throws SQLException {
    properties.setProperty("useEncryption", "false");
    return DriverManager.getConnection(
        "jdbc:arrow-flight-sql://127.0.0.1:" + running.server.port(), properties);
  }

  private void execute(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.executeUpdate(sql);
      }
    }
  }

  private List<List<String>> read(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
          row.add(result.getString(column));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<String> column(ResultSet rows, String name) throws SQLException {
    List<String> values = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        values.add(rows.getString(name));
      }
    }
    return values;
  }
}
