package dev.vane.flight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.gateway.memory.MemoryLedger;
import dev.vane.gateway.security.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightClient.ClientStreamListener;
import org.apache.arrow.flight.FlightClient.PutListener;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.SyncPutListener;
import org.apache.arrow.flight.auth2.BearerCredentialWriter;
import org.apache.arrow.flight.grpc.CredentialCallOption;
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

/** Streams that together have more than their caller may have in the gateway. */
@Timeout(60)
class BackPressureTest {
  private static final int BATCH_ROWS = 131_072;
  private static final long BATCH_BYTES = 8L * BATCH_ROWS;
  private static final int BATCHES = 1;
  private static final int MOST_STREAMS = 100;

  private final String greedy = Credentials.newToken();
  private final String modest = Credentials.newToken();
  private RunningGateway running;
  private VectorSchemaRoot root;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    Path credentials =
        Files.writeString(
            directory.resolve("credentials"),
            "%s\n%s\n"
                .formatted(
                    Credentials.tokenLine("greedy", greedy),
                    Credentials.tokenLine("modest", modest)));
    running =
        new RunningGateway(
            directory.resolve("data"),
            "security.credentials=" + credentials,
            "limits.memory=256MiB",
            "limits.scratch=16MiB",
            "limits.tenant_share=25",
            "limits.hold_back=50ms");
    root =
        VectorSchemaRoot.create(
            new Schema(List.of(Field.nullable("n", new ArrowType.Int(64, true)))),
            running.allocator);
    BigIntVector numbers = (BigIntVector) root.getVector(0);
    numbers.allocateNew(BATCH_ROWS);
    for (int row = 0; row < BATCH_ROWS; row++) {
      numbers.set(row, row);
    }
    root.setRowCount(BATCH_ROWS);
  }

  @AfterEach
  void stop() {
    root.close();
    running.close();
  }

  /**
   * A Delta writer gathers rows for its next file, so streams that are not ended fill a share. The
   * next is refused and told when to come again, and another caller is not concerned.
   */
  @Test
  void callerThatHoldsItsShareIsToldWhenToComeAgainAndAnotherGoesOn() throws Exception {
    MemoryLedger ledger = running.gateway.ingest().memory();
    List<ClientStreamListener> open = new ArrayList<>();
    FlightRuntimeException refusal = null;
    long goal = 0;
    while (refusal == null && open.size() < MOST_STREAMS) {
      Ending ending = new Ending();
      ClientStreamListener stream = put("greedy", greedy, ending);
      open.add(stream);
      // Flight's client spins for ever in putNext when its call ends, so that must be settled
      // before.
      while (running.gateway.ingest().openStreams() < open.size() && ending.reason.get() == null) {
        Thread.sleep(5);
      }
      for (int batch = 0; batch < BATCHES && ending.reason.get() == null; batch++) {
        goal += BATCH_BYTES;
        stream.putNext();
        while (ledger.held() < goal && ending.reason.get() == null) {
          Thread.sleep(5);
        }
      }
      refusal = (FlightRuntimeException) ending.reason.get();
    }
    if (refusal == null) {
      throw new AssertionError("No refusal after %d streams".formatted(open.size()));
    }
    JsonNode error =
        running.json(
            String.valueOf(refusal.status().metadata().get("vane-error"))
                .getBytes(StandardCharsets.UTF_8));
    assertThat(error.path("code").asText()).isEqualTo("LIMIT_MEMORY");
    assertThat(error.path("retryable").asBoolean()).isTrue();
    assertThat(error.path("retry_after_ms").asLong()).isEqualTo(5_000);
    assertThat(refusal.getMessage()).contains("limits.tenant_share", "Come again in 5 s.");
    assertThat(whole("modest", modest).path("rows_processed").asLong()).isEqualTo(BATCH_ROWS);
    open.forEach(stream -> stream.error(new IllegalStateException("given up")));
    while (ledger.held() > 0) {
      Thread.sleep(5);
    }
    assertThat(whole("greedy", greedy).path("rows_processed").asLong()).isEqualTo(BATCH_ROWS);
    assertThat(ledger.held()).isZero();
    assertThat(ledger.arriving()).isZero();
  }

  /** Remembers why a stream was ended. */
  private static final class Ending implements PutListener {
    private final AtomicReference<Throwable> reason = new AtomicReference<>();

    @Override
    public void getResult() {}

    @Override
    public void onNext(PutResult result) {}

    @Override
    public void onError(Throwable failure) {
      reason.set(failure);
    }

    @Override
    public void onCompleted() {}
  }

  private ClientStreamListener put(String stream, String token, PutListener acks) {
    CallOption caller = new CredentialCallOption(new BearerCredentialWriter(token));
    return running.client.startPut(
        RunningGateway.command(
            "{\"stream_name\": \"%s\", \"storage_backend\": \"delta\"}".formatted(stream)),
        root,
        acks,
        caller);
  }

  private JsonNode whole(String stream, String token) {
    try (SyncPutListener acks = new SyncPutListener()) {
      ClientStreamListener writer = put(stream, token, acks);
      writer.putNext();
      writer.completed();
      JsonNode receipt = RunningGateway.receipt(acks);
      writer.getResult();
      return receipt;
    }
  }
}
