package dev.vane.flight;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many statements the engine is given for a question: to bind one costs about as much as to run
 * a small one, so none may come in unseen. Counts, where times would depend on the machine.
 */
class StatementCountTest {
  private static final int QUESTIONS = 5;

  /** The beginning of the transaction, the view of the file, the end of the transaction. */
  private static final int SESSION = 3;

  private RunningGateway running;
  private FlightSqlClient client;

  @BeforeEach
  void start(@TempDir Path directory) {
    running = new RunningGateway(directory);
    client = new FlightSqlClient(running.client);
    client.executeUpdate("CREATE TABLE t AS SELECT n % 7 AS k, n AS v FROM range(1000) r(n)");
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void preparedPointQueryIsBoundOnce() {
    Schema schema = new Schema(List.of(Field.nullable("1", new ArrowType.Int(64, true))));
    try (FlightSqlClient.PreparedStatement prepared =
            client.prepare("SELECT v FROM t WHERE v = ?");
        VectorSchemaRoot values = VectorSchemaRoot.create(schema, running.allocator)) {
      ask(prepared, values, 1);
      double before = statements();
      for (int question = 0; question < QUESTIONS; question++) {
        ask(prepared, values, question);
      }
      assertThat(statements() - before).isEqualTo(QUESTIONS * SESSION);
    }
  }

  private void ask(
      FlightSqlClient.PreparedStatement prepared, VectorSchemaRoot values, long value) {
    ((BigIntVector) values.getVector(0)).setSafe(0, value);
    values.setRowCount(1);
    prepared.setParameters(values);
    FlightInfo info = prepared.execute();
    try (Reading reading = running.read(info.getEndpoints().get(0).getTicket())) {
      assertThat(reading.next()).isTrue();
      assertThat(((BigIntVector) reading.root().getVector(0)).get(0)).isEqualTo(value);
      assertThat(reading.next()).isFalse();
    }
  }

  @Test
  void pivotIsBoundTwiceAtMostWhenItIsComputed() {
    running.rows(pivot("first"));
    double before = statements();
    for (int question = 0; question < QUESTIONS; question++) {
      assertThat(running.rows(pivot("sum " + question))).hasSize(8);
    }
    // A sum of integers has a type of the engine's own, so the statement with a cast is another.
    assertThat(statements() - before).isEqualTo(QUESTIONS * (SESSION + 2));
  }

  @Test
  void pivotFromItsKeptCubeRunsNothing() {
    running.rows(pivot("sum"));
    double before = statements();
    for (int question = 0; question < QUESTIONS; question++) {
      running.rows(pivot("sum"));
    }
    assertThat(statements() - before).isEqualTo(QUESTIONS * SESSION);
  }

  private static String pivot(String alias) {
    return "{\"table\": \"t\", \"rows\": [\"k\"], \"totals\": true, \"measures\": [{\"field\": \"v\", \"agg\": \"sum\", \"alias\": \"%s\"}]}"
        .formatted(alias);
  }

  private double statements() {
    return running.gateway.metrics().registry().getSampleValue("vane_engine_statements");
  }
}
