package dev.vane.benchmarks;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Point queries by one prepared statement over Flight SQL, beside DuckDB's own JDBC driver in this
 * process over a file of the same rows plus an empty Flight call for each. Both take turns; the
 * first round warms up. Prints a line for each counted round: the seconds of both. {@code
 * benchmarks/sql} runs it.
 *
 * <p>Arguments: the gateway's host and port, the DuckDB file, queries of a round, rows of the
 * table, rounds.
 */
public final class PointQueries {
  private static final String SQL = "SELECT price FROM numbers WHERE id = ?";
  private static final long STRIDE = 7_919;
  private static final double NANOS = 1e9;
  private static final Action EMPTY = new Action("health", new byte[0]);

  private final int count;
  private final long rows;

  private PointQueries(int count, long rows) {
    this.count = count;
    this.rows = rows;
  }

  /** Runs it. */
  // Closing a client is declared to throw anything.
  @SuppressWarnings("try")
  public static void main(String[] arguments) throws Exception {
    PointQueries queries =
        new PointQueries(Integer.parseInt(arguments[3]), Long.parseLong(arguments[4]));
    try (BufferAllocator allocator = new RootAllocator();
        FlightClient client =
            FlightClient.builder(
                    allocator,
                    Location.forGrpcInsecure(arguments[0], Integer.parseInt(arguments[1])))
                .build();
        Connection local = DriverManager.getConnection("jdbc:duckdb:" + arguments[2])) {
      int rounds = Integer.parseInt(arguments[5]);
      for (int round = 0; round <= rounds; round++) {
        long began = System.nanoTime();
        queries.byFlight(client, allocator);
        long between = System.nanoTime();
        queries.inProcess(local, client);
        long ended = System.nanoTime();
        if (round > 0) {
          System.out.println((between - began) / NANOS + " " + (ended - between) / NANOS);
        }
      }
    }
  }

  private long key(int query) {
    return query * STRIDE % rows;
  }

  // Closing an answer is declared to throw anything.
  @SuppressWarnings("try")
  private void byFlight(FlightClient client, BufferAllocator allocator) throws Exception {
    Schema schema = new Schema(List.of(Field.nullable("1", new ArrowType.Int(64, true))));
    // Not closed: it would close the connection of all rounds.
    FlightSqlClient sql = new FlightSqlClient(client);
    try (FlightSqlClient.PreparedStatement statement = sql.prepare(SQL);
        VectorSchemaRoot values = VectorSchemaRoot.create(schema, allocator)) {
      for (int query = 0; query < count; query++) {
        ((BigIntVector) values.getVector(0)).setSafe(0, key(query));
        values.setRowCount(1);
        statement.setParameters(values);
        FlightInfo info = statement.execute();
        try (FlightStream answer = sql.getStream(info.getEndpoints().get(0).getTicket())) {
          long found = 0;
          while (answer.next()) {
            Float8Vector prices = (Float8Vector) answer.getRoot().getVector(0);
            require(prices.getValueCount() == 0 || prices.get(0) == key(query) * 0.5);
            found += answer.getRoot().getRowCount();
          }
          require(found == 1);
        }
      }
    }
  }

  private void inProcess(Connection local, FlightClient client) throws SQLException {
    try (PreparedStatement statement = local.prepareStatement(SQL)) {
      for (int query = 0; query < count; query++) {
        statement.setLong(1, key(query));
        try (ResultSet answer = statement.executeQuery()) {
          require(answer.next() && answer.getDouble(1) == key(query) * 0.5 && !answer.next());
        }
        Iterator<Result> empty = client.doAction(EMPTY);
        while (empty.hasNext()) {
          require(new String(empty.next().getBody(), StandardCharsets.UTF_8).length() > 0);
        }
      }
    }
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException("The answer is not the row that was asked for");
    }
  }
}
