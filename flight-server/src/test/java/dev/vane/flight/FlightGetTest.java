package dev.vane.flight;

import static dev.vane.flight.RunningGateway.command;
import static dev.vane.flight.RunningGateway.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.spi.ErrorCode;
import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FlightGetTest {
  private static final String MANY_ROWS =
      "{\"sql\": \"SELECT i, i * 2 AS j FROM range(100000000) t(i)\"}";

  private RunningGateway running;

  @BeforeEach
  void start(@TempDir Path directory) {
    running =
        new RunningGateway(
            directory, "limits.queries=1", "limits.query_queue=1", "limits.client_stall=1s");
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void descriptionHasTheSchemaAndOneTicketThatGivesIt() throws Exception {
    putNumbers("numbers", 5);
    for (FlightDescriptor descriptor :
        List.of(
            FlightDescriptor.path("numbers"),
            FlightDescriptor.path(RunningGateway.BACKEND, "main", "numbers"),
            command("{\"table\": \"numbers\"}"),
            command("{\"sql\": \"SELECT id FROM numbers\"}"))) {
      FlightInfo info = running.client.getInfo(descriptor);
      assertThat(info.getEndpoints()).hasSize(1);
      assertThat(running.client.getSchema(descriptor).getSchema())
          .isEqualTo(info.getSchemaOptional().orElseThrow());
      try (Reading stream = running.read(info.getEndpoints().get(0).getTicket())) {
        assertThat(stream.schema().getFields())
            .isEqualTo(info.getSchemaOptional().orElseThrow().getFields());
        assertThat(stream.next()).isTrue();
        assertThat(stream.root().getRowCount()).isEqualTo(5);
        assertThat(stream.next()).isFalse();
      }
    }
  }

  @Test
  void answerWithoutRowsHasItsSchema() throws Exception {
    try (Reading stream = running.read(ticket("{\"sql\": \"SELECT 1 AS one WHERE false\"}"))) {
      assertThat(stream.schema().getFields()).extracting(Field::getName).containsExactly("one");
      while (stream.next()) {
        assertThat(stream.root().getRowCount()).isZero();
      }
    }
  }

  @Test
  void largeResultRunsInFlatMemory() throws Exception {
    long rows = 0;
    try (Reading stream =
        running.read(ticket("{\"sql\": \"SELECT i, i * 2 AS j FROM range(8000000) t(i)\"}"))) {
      while (stream.next()) {
        rows += stream.root().getRowCount();
      }
    }
    assertThat(rows).isEqualTo(8_000_000);
    // The result has 128 MB.
    assertThat(running.gateway.allocator().getPeakMemoryAllocation()).isLessThan(40L << 20);
  }

  @Test
  void clientThatStopsReadingHoldsLittleAndIsLetGo() throws Exception {
    try (Reading stream = running.read(ticket(MANY_ROWS))) {
      assertThat(stream.next()).isTrue();
      awaitError(ErrorCode.LIMIT_CLIENT_STALL);
      assertThat(running.gateway.allocator().getPeakMemoryAllocation()).isLessThan(40L << 20);
      // The one place for queries is free again while this client still holds its stream.
      assertThat(running.rows("{\"sql\": \"SELECT 1\"}")).containsExactly(List.of("1"));
      assertThatThrownBy(
              () -> {
                while (stream.next()) {
                  assertThat(stream.root().getRowCount()).isPositive();
                }
              })
          .isInstanceOf(FlightRuntimeException.class)
          .hasMessageContaining("LIMIT_CLIENT_STALL");
    }
  }

  @Test
  void cancellingStopsTheQuery() throws Exception {
    try (Reading stream = running.read(ticket(MANY_ROWS))) {
      assertThat(stream.next()).isTrue();
      stream.stream().cancel("enough", null);
    }
    awaitError(ErrorCode.CANCELLED);
    assertThat(running.rows("{\"sql\": \"SELECT 1\"}")).containsExactly(List.of("1"));
  }

  @Test
  void errorHasItsCodeInStatusTextAndHeader() throws Exception {
    FlightRuntimeException error = failure("{\"table\": \"nowhere\"}");
    assertThat(error.status().code()).isEqualTo(FlightStatusCode.NOT_FOUND);
    assertThat(error.getMessage()).startsWith("TABLE_NOT_FOUND: ").contains("(id ");
    String header = error.status().metadata().get("vane-error");
    assertThat(running.json(header.getBytes(StandardCharsets.UTF_8)).path("number").asInt())
        .isEqualTo(ErrorCode.TABLE_NOT_FOUND.number());
  }

  @Test
  void errorThatQuotesMuchStillArrives() {
    String name = "東京".repeat(40);
    for (String json :
        List.of("{\"table\": \"" + name + "\"}", "{\"" + name.repeat(100) + "\": 1}")) {
      FlightRuntimeException error = failure(json);
      assertThat(error.status().code())
          .isIn(FlightStatusCode.NOT_FOUND, FlightStatusCode.INVALID_ARGUMENT);
      assertThat(error.getMessage()).contains("(id ");
    }
  }

  @Test
  void ticketsOfEveryWrongKindAreTheCallersMistake() {
    for (String ticket : List.of("", "SELECT 1", "{", "{}", "{\"table\": 1}", "\n\u0003abc")) {
      FlightRuntimeException error = failure(ticket);
      assertThat(error.status().code())
          .as(ticket)
          .isIn(FlightStatusCode.INVALID_ARGUMENT, FlightStatusCode.NOT_FOUND);
    }
  }

  @Test
  void everyTableIsListedWithItsPathAndSchema() {
    putNumbers("numbers", 5);
    List<FlightInfo> listed = new ArrayList<>();
    running.client.listFlights(Criteria.ALL).forEach(listed::add);
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).getDescriptor())
        .isEqualTo(FlightDescriptor.path(RunningGateway.BACKEND, "main", "numbers"));
    assertThat(listed.get(0).getSchemaOptional().orElseThrow().getFields())
        .extracting(Field::getName)
        .containsExactly("id");
    assertThat(listed.get(0).getRecords()).isIn(5L, -1L);
  }

  @Test
  void actionsAreListedAndRun() throws Exception {
    putNumbers("numbers", 5);
    List<String> types = new ArrayList<>();
    running.client.listActions().forEach((ActionType type) -> types.add(type.getType()));
    assertThat(types).contains("tables", "table.describe", "health", "version");
    Result result = running.client.doAction(new Action("tables")).next();
    assertThat(running.json(result.getBody()).path("tables").get(0).path("rows").asLong())
        .isEqualTo(5);
  }

  @Test
  void unknownActionNamesTheNearest() {
    assertThatThrownBy(() -> running.client.doAction(new Action("tabels")).next())
        .isInstanceOf(FlightRuntimeException.class)
        .hasMessageContaining("ACTION_UNKNOWN")
        .hasMessageContaining("tables");
  }

  @Test
  void descriptorOfNoKindIsTheCallersMistake() {
    FlightServiceGrpc.FlightServiceBlockingStub stub =
        FlightServiceGrpc.newBlockingStub(running.channel());
    assertThatThrownBy(() -> stub.getFlightInfo(Flight.FlightDescriptor.getDefaultInstance()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining("DESCRIPTOR_INVALID");
  }

  @Test
  void callsThatAreNotServedSaySo() {
    FlightServiceGrpc.FlightServiceBlockingStub stub =
        FlightServiceGrpc.newBlockingStub(running.channel());
    assertThatThrownBy(() -> stub.pollFlightInfo(Flight.FlightDescriptor.getDefaultInstance()))
        .hasMessageContaining("UNIMPLEMENTED")
        .hasMessageContaining("PollFlightInfo is not served");
  }

  @Test
  void requestThatIsNoProtobufIsTheCallersMistake() {
    for (io.grpc.MethodDescriptor<?, ?> method :
        List.of(
            FlightServiceGrpc.getDoGetMethod(),
            FlightServiceGrpc.getGetFlightInfoMethod(),
            FlightServiceGrpc.getDoActionMethod())) {
      assertThatThrownBy(
              () ->
                  ClientCalls.blockingServerStreamingCall(
                          running.channel(),
                          method.toBuilder(new RawPut.Bytes(), new RawPut.Bytes()).build(),
                          CallOptions.DEFAULT,
                          new byte[] {(byte) 0xFF, 1, 2})
                      .hasNext())
          .hasMessageContaining("INVALID_ARGUMENT")
          .hasMessageContaining("COMMAND_INVALID");
    }
  }

  @Test
  void connectionsAreCounted() {
    running.client.listActions().forEach(action -> {});
    assertThat(running.metric("vane_active_connections", "protocol", "flight")).isEqualTo(1);
  }

  private FlightRuntimeException failure(String ticket) {
    try {
      running.rows(ticket);
    } catch (FlightRuntimeException e) {
      return e;
    }
    throw new AssertionError("No error for " + ticket);
  }

  /** Waits until an error was counted; the test's timeout bounds the wait. */
  private void awaitError(ErrorCode code) {
    while (running.metric("vane_errors_total", "code", code.name()) == 0) {
      Thread.onSpinWait();
    }
  }

  private void putNumbers(String stream, int rows) {
    try (BigIntVector vector = new BigIntVector("id", running.allocator)) {
      for (int row = 0; row < rows; row++) {
        vector.setSafe(row, row);
      }
      vector.setValueCount(rows);
      VectorSchemaRoot root = new VectorSchemaRoot(List.of(vector));
      root.setRowCount(rows);
      running.put(command("{\"stream_name\": \"" + stream + "\"}"), root);
    }
  }
}
