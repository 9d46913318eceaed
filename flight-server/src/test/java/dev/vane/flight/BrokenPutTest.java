package dev.vane.flight;

import static dev.vane.flight.RawPut.described;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.vane.flight.call.FlightErrors;
import dev.vane.flight.ipc.Messages;
import dev.vane.spi.ErrorCode;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.flight.impl.Flight.FlightDescriptor;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams that no library would send, over gRPC itself. Nothing of any of them is kept. */
@Timeout(60)
class BrokenPutTest {
  private static final String COMMAND = "{\"stream_name\": \"broken\"}";
  private static final int MESSAGE_SIZE = 1 << 20;

  private RunningGateway running;

  @BeforeEach
  void start(@TempDir Path directory) {
    running = new RunningGateway(directory, "limits.message_size=1MiB", "limits.stream_idle=1s");
  }

  @AfterEach
  void nothingIsKept() {
    running.server.close();
    assertThat(running.gateway.catalog().tables()).isEmpty();
    running.close();
  }

  @Test
  void endWithoutAMessage() throws Exception {
    assertEnd(put().halfClose(), Status.Code.INVALID_ARGUMENT, ErrorCode.IPC_TRUNCATED);
  }

  @Test
  void descriptorWithoutASchema() throws Exception {
    FlightData descriptor = described(FlightData.getDefaultInstance(), COMMAND);
    assertEnd(
        put().send(descriptor).halfClose(), Status.Code.INVALID_ARGUMENT, ErrorCode.IPC_TRUNCATED);
  }

  @Test
  void schemaWithoutADescriptor() throws Exception {
    assertEnd(put().send(schema()), Status.Code.INVALID_ARGUMENT, ErrorCode.DESCRIPTOR_INVALID);
  }

  @Test
  void descriptorsOfEveryWrongKind() throws Exception {
    FlightDescriptor path =
        FlightDescriptor.newBuilder().setType(FlightDescriptor.DescriptorType.PATH).build();
    FlightDescriptor text = commandOf(ByteString.copyFromUtf8("SELECT 1"));
    FlightDescriptor empty = commandOf(ByteString.EMPTY);
    for (FlightDescriptor descriptor : List.of(path, text, empty)) {
      assertEnd(
          put().send(schema().toBuilder().setFlightDescriptor(descriptor).build()),
          Status.Code.INVALID_ARGUMENT,
          ErrorCode.DESCRIPTOR_INVALID);
    }
  }

  @Test
  void commandOfFlightSqlThatIsNotServedIsRefusedByName() throws Exception {
    FlightDescriptor descriptor =
        commandOf(
            Any.newBuilder()
                .setTypeUrl(
                    "type.googleapis.com/arrow.flight.protocol.sql.CommandStatementSubstraitPlan")
                .build()
                .toByteString());
    JsonNode error =
        assertEnd(
            put().send(schema().toBuilder().setFlightDescriptor(descriptor).build()),
            Status.Code.UNIMPLEMENTED,
            ErrorCode.OPTION_UNSUPPORTED);
    assertThat(error.path("message").asText()).contains("CommandStatementSubstraitPlan");
  }

  @Test
  void garbageInPlaceOfAMessage() throws Exception {
    assertEnd(
        put().send(new byte[] {(byte) 0xFF, 1, 2, 3}),
        Status.Code.INVALID_ARGUMENT,
        ErrorCode.IPC_INVALID);
  }

  @Test
  void garbageInPlaceOfASchema() throws Exception {
    FlightData garbage =
        described(
            FlightData.newBuilder().setDataHeader(ByteString.copyFrom(new byte[400])).build(),
            COMMAND);
    assertEnd(put().send(garbage), Status.Code.INVALID_ARGUMENT, ErrorCode.IPC_INVALID);
  }

  @Test
  void garbageAfterGoodBatches() throws Exception {
    FlightData garbage =
        FlightData.newBuilder()
            .setDataHeader(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))
            .build();
    assertEnd(
        begun().send(batch()).send(batch()).send(garbage),
        Status.Code.INVALID_ARGUMENT,
        ErrorCode.IPC_INVALID);
  }

  @Test
  void batchShorterThanItSays() throws Exception {
    FlightData cut = batch().toBuilder().setDataBody(ByteString.EMPTY).build();
    assertEnd(begun().send(cut), Status.Code.INVALID_ARGUMENT, ErrorCode.IPC_TRUNCATED);
  }

  @Test
  void messageAboveTheLimitIsRefusedWithItsRemedy() throws Exception {
    FlightData large =
        batch().toBuilder().setDataBody(ByteString.copyFrom(new byte[8 * MESSAGE_SIZE])).build();
    JsonNode error =
        assertEnd(
            begun().send(large), Status.Code.RESOURCE_EXHAUSTED, ErrorCode.LIMIT_MESSAGE_SIZE);
    assertThat(error.path("message").asText()).contains("limits.message_size", "smaller batches");
    assertThat(running.gateway.allocator().getPeakMemoryAllocation()).isLessThan(2L * MESSAGE_SIZE);
  }

  @Test
  void silenceEndsTheStream() throws Exception {
    JsonNode error =
        assertEnd(
            begun().send(batch()), Status.Code.DEADLINE_EXCEEDED, ErrorCode.LIMIT_STREAM_IDLE);
    assertThat(error.path("retryable").asBoolean()).isTrue();
  }

  @Test
  void silenceBeforeTheFirstMessageEndsTheStream() throws Exception {
    assertEnd(put(), Status.Code.DEADLINE_EXCEEDED, ErrorCode.LIMIT_STREAM_IDLE);
  }

  @Test
  void clientThatVanishesLeavesNothing() {
    RawPut put = begun().send(batch());
    put.cancel();
    assertThat(put.end().status().getCode()).isEqualTo(Status.Code.CANCELLED);
  }

  @Test
  void connectionThatBreaksLeavesNothing() {
    io.grpc.ManagedChannel channel = running.channel();
    RawPut put = new RawPut(channel).send(described(schema(), COMMAND)).send(batch());
    channel.shutdownNow();
    assertThat(put.end().status().isOk()).isFalse();
  }

  @Test
  void unknownKeyNamesTheNearest() throws Exception {
    JsonNode error =
        assertEnd(
            put().send(described(schema(), "{\"stream_nam\": \"x\"}")),
            Status.Code.INVALID_ARGUMENT,
            ErrorCode.COMMAND_UNKNOWN_KEY);
    assertThat(error.path("message").asText()).contains("stream_name");
  }

  private RawPut put() {
    return new RawPut(running.channel());
  }

  private RawPut begun() {
    return put().send(described(schema(), COMMAND));
  }

  private JsonNode assertEnd(RawPut put, Status.Code status, ErrorCode code) throws Exception {
    RawPut.End end = put.end();
    assertThat(end.status().getCode()).as(String.valueOf(end.status())).isEqualTo(status);
    String header = end.trailers().get(FlightErrors.VANE_ERROR);
    assertThat(header).isNotNull();
    JsonNode error = running.json(header.getBytes(StandardCharsets.UTF_8));
    assertThat(error.path("code").asText()).isEqualTo(code.name());
    assertThat(error.path("number").asInt()).isEqualTo(code.number());
    assertThat(end.status().getDescription())
        .isEqualTo(
            "%s: %s (id %s)", code, error.path("message").asText(), error.path("id").asText());
    return error;
  }

  private static FlightDescriptor commandOf(ByteString bytes) {
    return FlightDescriptor.newBuilder()
        .setType(FlightDescriptor.DescriptorType.CMD)
        .setCmd(bytes)
        .build();
  }

  private static FlightData schema() {
    return Messages.schema(new Schema(List.of(Field.nullable("id", new ArrowType.Int(64, true)))));
  }

  private FlightData batch() {
    try (BigIntVector vector = new BigIntVector("id", running.allocator)) {
      vector.setSafe(0, 42);
      vector.setValueCount(1);
      VectorSchemaRoot root = new VectorSchemaRoot(List.of(vector));
      root.setRowCount(1);
      return Messages.batch(root);
    }
  }
}
