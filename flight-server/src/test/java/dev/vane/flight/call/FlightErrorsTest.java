package dev.vane.flight.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.ErrorType;
import dev.vane.spi.VaneException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlightErrorsTest {
  private final FlightErrors errors = new FlightErrors(new GatewayMetrics("vane", "test"));

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void callersMistakeIsNeverInternalOrUnknown(ErrorCode code) {
    Status.Code status = errors.report(new VaneException(code, "text")).getStatus().getCode();
    assertThat(status).isNotIn(Status.Code.OK, Status.Code.UNKNOWN);
    if (code.type() == ErrorType.USER || code.type() == ErrorType.RESOURCES) {
      assertThat(status).isNotEqualTo(Status.Code.INTERNAL);
    }
  }

  @Test
  void faultOfTheGatewaySaysNothingOfItsInside() {
    StatusRuntimeException status =
        errors.report(new IllegalStateException("jdbc:secret", new RuntimeException("inside")));
    assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(status.getStatus().getDescription())
        .startsWith("INTERNAL: ")
        .contains("(id ")
        .doesNotContain("secret", "inside", "Exception");
    assertThat(header(status)).doesNotContain("secret", "inside", "Exception");
  }

  @Test
  void headerHasTheSameInJson() throws Exception {
    VaneException error = new VaneException(ErrorCode.LIMIT_STREAMS, "Größe \"zu\" viel");
    StatusRuntimeException status = errors.report(error);
    JsonNode json = new JsonMapper().readTree(header(status));
    assertThat(json.path("code").asText()).isEqualTo("LIMIT_STREAMS");
    assertThat(json.path("number").asInt()).isEqualTo(ErrorCode.LIMIT_STREAMS.number());
    assertThat(json.path("message").asText()).isEqualTo(error.text());
    assertThat(json.path("id").asText()).isEqualTo(error.id());
    assertThat(json.path("retryable").asBoolean()).isTrue();
    assertThat(json.size()).isEqualTo(5);
    assertThat(status.getStatus().getDescription())
        .isEqualTo("LIMIT_STREAMS: " + error.text() + " (id " + error.id() + ")");
  }

  @Test
  void headerSaysWhenToComeAgainWhereThatIsKnown() throws Exception {
    VaneException error =
        new VaneException(ErrorCode.LIMIT_LOG, "Full.").retryAfter(Duration.ofMillis(2_500));
    JsonNode json = new JsonMapper().readTree(header(errors.report(error)));
    assertThat(json.path("retry_after_ms").asLong()).isEqualTo(2_500);
    assertThat(json.path("message").asText()).isEqualTo("Full. Come again in 2 s.");
  }

  /** Clients drop what is longer than 8 KB, and percent-encoding makes nine bytes of one sign. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "%", "\n", "é", "東", "😀"})
  void longTextFitsTheHeadersOfAnyClient(String sign) {
    StatusRuntimeException status =
        errors.report(new VaneException(ErrorCode.QUERY_INVALID, sign.repeat(2_000)));
    String header = header(status);
    assertThat(header).matches("[\\x20-\\x7E]*");
    int encoded = 0;
    String description = status.getStatus().getDescription();
    assertThat(description).isNotNull();
    for (byte next : String.valueOf(description).getBytes(StandardCharsets.UTF_8)) {
      encoded += next >= ' ' && next < 0x7F && next != '%' ? 1 : 3;
    }
    assertThat(encoded + header.length()).isLessThan(7_000);
  }

  private static String header(StatusRuntimeException status) {
    Metadata trailers = FlightErrors.trailersOf(status);
    return String.valueOf(trailers.get(FlightErrors.VANE_ERROR));
  }
}
