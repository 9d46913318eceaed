package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.client.AckMode;
import dev.vane.client.BatchStream;
import dev.vane.client.Durability;
import dev.vane.client.Producer;
import dev.vane.client.PutCommand;
import dev.vane.client.PutReceipt;
import dev.vane.client.PutStream;
import dev.vane.client.StreamStatus;
import dev.vane.client.VaneClient;
import dev.vane.client.VaneClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two gateway processes with data directories of their own over the same Delta tables. */
@Timeout(120)
class SecondGatewayTest {
  private static final Schema SCHEMA =
      new Schema(List.of(Field.nullable("n", new ArrowType.Int(64, true))));
  private static final Producer PRODUCER = Producer.of("p");

  @TempDir private Path folder;

  @Test
  void secondGatewayAnswersWhatTheFirstCommittedAndAppliesNothingTwice() throws Exception {
    try (RootAllocator allocator = new RootAllocator();
        VaneProcess first = start("first");
        VaneProcess second = start("second");
        VaneClient one = client(first, "first", allocator);
        VaneClient other = client(second, "second", allocator);
        VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator)) {
      send(one, Durability.TABLE, root, 0, 3);
      PutReceipt whole = request(one, root);
      first.kill();

      StreamStatus status = other.streamStatus("s", PRODUCER.id());
      assertThat(status.ackUpToOffset()).isEqualTo(2);
      assertThat(status.ackUpToRecords()).isEqualTo(3);
      send(other, Durability.TABLE, root, 1, 5);
      send(other, Durability.LOG, root, 4, 7);
      assertThat(request(other, root).version()).isEqualTo(whole.version());
      requireOnce(other, 7);
    }
  }

  @Test
  void twoLivingGatewaysDoNotBothTakeABatchOfOneProducer() throws Exception {
    try (RootAllocator allocator = new RootAllocator();
        VaneProcess first = start("first");
        VaneProcess second = start("second");
        VaneClient one = client(first, "first", allocator);
        VaneClient other = client(second, "second", allocator);
        VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator)) {
      send(one, Durability.TABLE, root, 0, 1);
      try (PutStream open = one.startPut(command(Durability.TABLE), root)) {
        send(other, Durability.TABLE, root, 1, 2);
        fill(root, 100);
        VaneClientException refused =
            catchThrowableOfType(
                VaneClientException.class,
                () -> {
                  open.putNext(1);
                  open.finish();
                });
        assertThat(refused).isNotNull();
        assertThat(refused.code()).isIn("LEDGER_MOVED", "OFFSET_REUSED");
      }
      request(one, root);
      requireOnce(one, 2);
    }
  }

  private VaneProcess start(String name) throws Exception {
    Path settings =
        Files.writeString(
            folder.resolve(name + ".yaml"),
            "storage_backend: delta\ndelta_config: {table_path: %s}\n"
                .formatted(folder.resolve("tables")));
    return VaneProcess.startWith(
        folder,
        List.of("-Xmx384m", "-XX:TieredStopAtLevel=1"),
        "serve",
        "--config",
        settings.toString(),
        "--data-dir",
        folder.resolve(name).toString(),
        "--flight-port",
        "0",
        "--http-port",
        "0",
        "--ready-file",
        folder.resolve(name + ".json").toString());
  }

  private VaneClient client(VaneProcess process, String name, RootAllocator allocator)
      throws Exception {
    JsonNode served = process.awaitReady(folder.resolve(name + ".json"));
    return VaneClient.builder(served.path("flight").asText()).allocator(allocator).build();
  }

  private static PutCommand command(Durability durability) {
    return PutCommand.builder("s")
        .ack(AckMode.BATCH)
        .durability(durability)
        .producer(PRODUCER)
        .build();
  }

  /** Sends the batches of these numbers, each a row with its number. */
  private static void send(
      VaneClient client, Durability durability, VectorSchemaRoot root, long from, long to) {
    try (PutStream put = client.startPut(command(durability), root)) {
      for (long number = from; number < to; number++) {
        fill(root, number);
        put.putNext(number);
      }
      put.finish();
    }
  }

  private static PutReceipt request(VaneClient client, VectorSchemaRoot root) {
    PutCommand command = PutCommand.builder("s").requestId("r").build();
    try (PutStream put = client.startPut(command, root)) {
      fill(root, 1_000);
      put.putNext();
      return put.finish();
    }
  }

  private static void fill(VectorSchemaRoot root, long number) {
    BigIntVector numbers = (BigIntVector) root.getVector(0);
    numbers.allocateNew(1);
    numbers.set(0, number);
    root.setRowCount(1);
  }

  /** The producer's batches are there once each, and the request's row. */
  private static void requireOnce(VaneClient client, long batches) {
    try (BatchStream answer =
        client.sql("SELECT count(*) AS c, CAST(sum(n) AS BIGINT) AS s FROM s")) {
      assertThat(answer.next()).isTrue();
      assertThat(((BigIntVector) answer.root().getVector("c")).get(0)).isEqualTo(batches + 1);
      assertThat(((BigIntVector) answer.root().getVector("s")).get(0))
          .isEqualTo(batches * (batches - 1) / 2 + 1_000);
    }
  }
}
