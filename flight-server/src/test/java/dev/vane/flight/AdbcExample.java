package dev.vane.flight;

import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.adbc.core.AdbcConnection;
import org.apache.arrow.adbc.core.AdbcDatabase;
import org.apache.arrow.adbc.core.AdbcDriver;
import org.apache.arrow.adbc.core.AdbcStatement;
import org.apache.arrow.adbc.driver.flightsql.FlightSqlDriver;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/** The Java example of docs/flight-sql.md, run by {@link AdbcDriverTest}. */
// ADBC declares that closing throws any exception, which the compiler warns of.
@SuppressWarnings("try")
final class AdbcExample {
  private AdbcExample() {}

  static String ask(String uri) throws Exception {
    StringBuilder text = new StringBuilder();
    // page: begin
    Map<String, Object> options = new HashMap<>();
    AdbcDriver.PARAM_URI.set(options, uri); // grpc+tcp://127.0.0.1:8889
    try (BufferAllocator allocator = new RootAllocator();
        AdbcDatabase database = new FlightSqlDriver(allocator).open(options);
        AdbcConnection connection = database.connect();
        AdbcStatement statement = connection.createStatement()) {
      statement.setSqlQuery("SELECT region, sum(amount) FROM sql_trades GROUP BY region");
      try (AdbcStatement.QueryResult result = statement.executeQuery()) {
        ArrowReader reader = result.getReader();
        while (reader.loadNextBatch()) {
          text.append(reader.getVectorSchemaRoot().contentToTSVString());
        }
      }
    }
    // page: end
    return text.toString();
  }
}
