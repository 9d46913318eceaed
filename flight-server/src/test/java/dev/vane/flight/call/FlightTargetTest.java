package dev.vane.flight.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.vane.spi.ErrorCode;
import java.util.List;
import org.apache.arrow.flight.impl.Flight.FlightDescriptor;
import org.junit.jupiter.api.Test;

class FlightTargetTest {
  @Test
  void pathHasOneToThreeElements() {
    for (List<String> path : List.of(List.of("t"), List.of("b", "t"), List.of("b", "s", "t"))) {
      assertThat(FlightTarget.of(path(path))).isEqualTo(new FlightTarget.Path(path));
    }
    for (List<String> path : List.of(List.<String>of(), List.of("a", "b", "c", "d"))) {
      assertThatThrownBy(() -> FlightTarget.of(path(path)))
          .extracting("code")
          .isEqualTo(ErrorCode.DESCRIPTOR_INVALID);
    }
  }

  @Test
  void bytesThatBeginWithABraceAreJson() {
    ByteString json = ByteString.copyFromUtf8("{\"table\": \"t\"}");
    assertThat(FlightTarget.of(command(json))).isEqualTo(new FlightTarget.Json(json));
    assertThat(FlightTarget.ofTicket(json)).isEqualTo(new FlightTarget.Json(json));
  }

  @Test
  void flightSqlIsToldFromOtherProtobuf() {
    assertThat(FlightTarget.ofTicket(any("arrow.flight.protocol.sql.CommandGetTables")))
        .isInstanceOf(FlightTarget.Sql.class);
    assertThatThrownBy(() -> FlightTarget.ofTicket(any("google.protobuf.Duration")))
        .extracting("code")
        .isEqualTo(ErrorCode.DESCRIPTOR_INVALID);
  }

  @Test
  void whatIsAcceptedStandsInTheRefusal() {
    for (String ticket : List.of("", "SELECT 1", " {}", "[1]")) {
      assertThatThrownBy(() -> FlightTarget.ofTicket(ByteString.copyFromUtf8(ticket)))
          .hasMessageContaining("{\"sql\": \"SELECT 1\"}")
          .extracting("code")
          .isEqualTo(ErrorCode.DESCRIPTOR_INVALID);
    }
  }

  private static ByteString any(String type) {
    return Any.newBuilder().setTypeUrl("type.googleapis.com/" + type).build().toByteString();
  }

  private static FlightDescriptor path(List<String> path) {
    return FlightDescriptor.newBuilder()
        .setType(FlightDescriptor.DescriptorType.PATH)
        .addAllPath(path)
        .build();
  }

  private static FlightDescriptor command(ByteString bytes) {
    return FlightDescriptor.newBuilder()
        .setType(FlightDescriptor.DescriptorType.CMD)
        .setCmd(bytes)
        .build();
  }
}
