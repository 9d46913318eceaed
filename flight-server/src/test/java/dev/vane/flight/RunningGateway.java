package dev.vane.flight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vane.config.ConfigurationLoader;
import dev.vane.config.ConfigurationSources;
import dev.vane.config.Machine;
import dev.vane.gateway.Gateway;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.AsyncPutListener;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.SyncPutListener;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * A whole gateway on a free port with clients. Closing it proves that no buffer and no thread of
 * the port is left.
 */
final class RunningGateway implements AutoCloseable {
  /** The backend of streams that name none. */
  static final String BACKEND = "duckdb";

  private static final JsonMapper JSON = new JsonMapper();

  final Gateway gateway;
  final VaneFlightServer server;
  final BufferAllocator allocator = new RootAllocator();
  final FlightClient client;
  private final List<ManagedChannel> channels = new ArrayList<>();

  /**
   * @param settings such as {@code limits.message_size=1MiB}
   */
  RunningGateway(Path directory, String... settings) {
    Map<String, String> flags = new HashMap<>();
    flags.put("data_dir", directory.toString());
    flags.put("flight.port", "0");
    flags.put("shutdown.grace", "20s");
    for (String setting : settings) {
      String[] pair = setting.split("=", 2);
      flags.put(pair[0], pair[1]);
    }
    gateway =
        Gateway.open(
            ConfigurationLoader.load(
                    new ConfigurationSources(
                        Optional.empty(), Map.of(), flags, new Machine(4L << 30, 2)))
                .configuration());
    server = VaneFlightServer.start(gateway);
    client =
        FlightClient.builder(allocator, Location.forGrpcInsecure("127.0.0.1", server.port()))
            .build();
  }

  /** A connection below Flight's client, for what a library would not send. */
  ManagedChannel channel() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    channels.add(channel);
    return channel;
  }

  /** Sends one batch and gives the receipt. */
  JsonNode put(FlightDescriptor descriptor, VectorSchemaRoot root) {
    try (SyncPutListener acks = new SyncPutListener()) {
      FlightClient.ClientStreamListener writer = client.startPut(descriptor, root, acks);
      writer.putNext();
      writer.completed();
      JsonNode receipt = receipt(acks);
      writer.getResult();
      return receipt;
    }
  }

  static JsonNode receipt(SyncPutListener acks) {
    try (PutResult result = acks.poll(20, TimeUnit.SECONDS)) {
      assertThat(result).isNotNull();
      byte[] bytes = new byte[(int) result.getApplicationMetadata().readableBytes()];
      result.getApplicationMetadata().getBytes(0, bytes);
      return JSON.readTree(bytes);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads a result. */
  Reading read(Ticket ticket) {
    return new Reading(client.getStream(ticket));
  }

  /** Every value of a result as text, row by row. */
  List<List<String>> rows(String ticket) {
    List<List<String>> rows = new ArrayList<>();
    try (Reading reading = read(ticket(ticket))) {
      while (reading.next()) {
        for (int row = 0; row < reading.root().getRowCount(); row++) {
          List<String> values = new ArrayList<>();
          for (FieldVector vector : reading.root().getFieldVectors()) {
            values.add(String.valueOf(vector.getObject(row)));
          }
          rows.add(values);
        }
      }
    }
    return rows;
  }

  static Ticket ticket(String json) {
    return new Ticket(json.getBytes(StandardCharsets.UTF_8));
  }

  static FlightDescriptor command(String json) {
    return FlightDescriptor.command(json.getBytes(StandardCharsets.UTF_8));
  }

  static AsyncPutListener ignoringAcks() {
    return new AsyncPutListener();
  }

  /** A sample of the gateway's metrics, 0 where there is none yet. */
  double metric(String name, String label, String value) {
    Double sample =
        gateway
            .metrics()
            .registry()
            .getSampleValue(name, new String[] {label}, new String[] {value});
    return sample == null ? 0 : sample;
  }

  JsonNode json(byte[] bytes) throws IOException {
    return JSON.readTree(bytes);
  }

  @Override
  public void close() {
    try {
      client.close();
      for (ManagedChannel channel : channels) {
        channel.shutdownNow();
        assertThat(channel.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    server.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith("vane-flight-"))
        .allSatisfy(
            thread -> {
              // Those on their last steps are waited for.
              thread.join(TimeUnit.SECONDS.toMillis(5));
              assertThat(thread.isAlive()).isFalse();
            });
    gateway.close();
    allocator.close();
  }
}
