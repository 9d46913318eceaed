package dev.vane.flight;

import static dev.vane.flight.RunningGateway.command;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pivot questions that are wrong, as a client hears of it: the code, the place, the nearest name.
 */
@Timeout(120)
class PivotRefusedTest {
  private static final int MILLION = 1_000_000;

  private static RunningGateway running;

  @BeforeAll
  static void start(@TempDir Path directory) {
    running = new RunningGateway(directory);
    try (BigIntVector vector = new BigIntVector("id", running.allocator)) {
      for (int row = 0; row < MILLION; row++) {
        vector.setSafe(row, row);
      }
      vector.setValueCount(MILLION);
      VectorSchemaRoot root = new VectorSchemaRoot(List.of(vector));
      root.setRowCount(MILLION);
      running.put(command("{\"stream_name\": \"numbers\"}"), root);
    }
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static Arguments refused(String rest, String... told) {
    return Arguments.of("{\"table\": \"numbers\", " + rest + "}", List.of(told));
  }

  static Stream<Arguments> refused() {
    String count = "\"measures\": [{\"agg\": \"count\"}]";
    return Stream.of(
        refused(count + ", \"rows\": [\"idd\"]", "FIELD_UNKNOWN", "rows[0]", "id"),
        refused(count + ", \"colums\": []", "COMMAND_UNKNOWN_KEY", "colums", "columns"),
        refused(
            "\"measures\": [{\"field\": \"id\", \"agg\": \"summ\"}]",
            "PIVOT_INVALID",
            "measures[0].agg",
            "sum"),
        refused(
            count + ", \"filters\": [{\"field\": \"id\", \"op\": \"betwen\", \"value\": []}]",
            "FILTER_INVALID",
            "filters[0].op",
            "between"),
        refused(
            count + ", \"filters\": [{\"field\": \"idx\", \"op\": \"=\", \"value\": 1}]",
            "FIELD_UNKNOWN",
            "filters[0]",
            "id"),
        refused(
            count + ", \"filters\": [{\"field\": \"id\", \"op\": \"=\", \"value\": \"one\"}]",
            "FILTER_INVALID",
            "filters[0].value",
            "a number"),
        refused(
            "\"measures\": [{\"field\": \"id\", \"agg\": \"string_agg\"}]",
            "PIVOT_INVALID",
            "measures[0].agg",
            "string_agg"),
        refused(
            "\"measures\": [{\"agg\": \"count\"}, {\"agg\": \"count\"}]",
            "PIVOT_INVALID",
            "measures[1]",
            "alias"),
        refused("\"measures\": []", "PIVOT_INVALID", "measures"),
        refused(count + ", \"columns\": [\"id\"]", "LIMIT_COLUMNS", "columns"),
        refused(count + ", \"filters\": " + nested(1000), "LIMIT_FILTER_DEPTH", "filter_depth"),
        refused(
            count + ", \"rows\": [\"id\"], \"totals\": {\"grouping_sets\": \"cubes\"}",
            "PIVOT_INVALID",
            "totals.grouping_sets",
            "cube"));
  }

  private static String nested(int depth) {
    return "[{\"op\": \"NOT\", \"conditions\": ".repeat(depth)
        + "[{\"field\": \"id\", \"op\": \"=\", \"value\": 1}]"
        + "}]".repeat(depth);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isToldByCodePlaceAndNearestName(String question, List<String> told) {
    FlightRuntimeException error = failure(question);
    assertThat(error.getMessage()).startsWith(told.get(0) + ": ").contains(told);
    assertThat(error.status().code())
        .isIn(FlightStatusCode.INVALID_ARGUMENT, FlightStatusCode.RESOURCE_EXHAUSTED);
  }

  @Test
  void aQuestionOfFiveMegabytesIsRefusedByItsSize() {
    String values = "1, ".repeat(5 * MILLION / 3) + "1";
    FlightRuntimeException error =
        failure(
            "{\"table\": \"numbers\", \"measures\": [{\"agg\": \"count\"}], \"filters\":"
                + " [{\"field\": \"id\", \"op\": \"in\", \"value\": ["
                + values
                + "]}]}");
    assertThat(error.getMessage()).startsWith("LIMIT_COMMAND_SIZE: ");
  }

  private static FlightRuntimeException failure(String ticket) {
    try {
      running.rows(ticket);
    } catch (FlightRuntimeException e) {
      return e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("No error for a question that is wrong");
  }
}
