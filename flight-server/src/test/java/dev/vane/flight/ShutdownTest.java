package dev.vane.flight;

import static dev.vane.flight.RawPut.described;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.flight.ipc.Messages;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ShutdownTest {
  @Test
  void streamThatRunsMayEndWithinTheGrace(@TempDir Path directory) throws Exception {
    try (RunningGateway running = new RunningGateway(directory)) {
      RawPut put = new RawPut(running.channel()).send(begin());
      awaitOpenStream(running);
      put.halfClose();
      running.server.close(Duration.ofSeconds(30));
      assertThat(put.end().status().isOk()).isTrue();
    }
  }

  @Test
  void streamThatOutlastsTheGraceIsToldToComeAgain(@TempDir Path directory) throws Exception {
    try (RunningGateway running = new RunningGateway(directory)) {
      RawPut put = new RawPut(running.channel()).send(begin());
      awaitOpenStream(running);
      running.server.close(Duration.ZERO);
      assertThat(put.end().status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(put.end().status().getDescription()).contains("SHUTTING_DOWN");
      assertThat(running.gateway.catalog().tables()).isEmpty();
    }
  }

  @Test
  void streamOfASilentClientIsNotWaitedFor(@TempDir Path directory) throws Exception {
    try (RunningGateway running = new RunningGateway(directory)) {
      RawPut put = new RawPut(running.channel()).send(begin());
      awaitOpenStream(running);
      // Longer than this test may take.
      running.server.close(Duration.ofMinutes(10));
      assertThat(put.end().status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(put.end().status().getDescription()).contains("SHUTTING_DOWN");
      assertThat(running.gateway.catalog().tables()).isEmpty();
    }
  }

  @Test
  void portInUseIsRefusedByName(@TempDir Path directory, @TempDir Path other) throws Exception {
    try (RunningGateway running = new RunningGateway(directory)) {
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> new RunningGateway(other, "flight.port=" + running.server.port()))
          .hasMessageContaining("flight.port");
    }
  }

  private static void awaitOpenStream(RunningGateway running) {
    while (running.gateway.ingest().openStreams() == 0) {
      Thread.onSpinWait();
    }
  }

  private static FlightData begin() {
    return described(
        Messages.schema(new Schema(List.of(Field.nullable("id", new ArrowType.Int(64, true))))),
        "{\"stream_name\": \"late\"}");
  }
}
