package dev.vane.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.gateway.ingest.IngestReceipt;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams with {@code storage_backend: both}. */
class PairedStreamTest {
  @TempDir Path directory;

  @Test
  void oneStreamGoesIntoBothBackendsUnderOneReceipt() {
    try (GatewayFixture fixture = new GatewayFixture(directory, Map.of())) {
      IngestReceipt receipt =
          fixture.put(
              "{\"stream_name\":\"s\",\"target_table\":\"t\",\"storage_backend\":\"both\"}",
              List.of(new Object[] {"north", 1}, new Object[] {"south", 2}));
      assertThat(receipt.table().backend()).isEqualTo("both");
      assertThat(receipt.rows()).isEqualTo(2);
      for (String backend : List.of("delta", "duckdb")) {
        assertThat(
                fixture.rows(
                    "{\"sql\":\"SELECT region, amount FROM %s.main.t ORDER BY 1\"}"
                        .formatted(backend)))
            .containsExactly(List.of("north", "1"), List.of("south", "2"));
      }
      assertThat(fixture.action("tables", "{}")).contains("delta", "duckdb").doesNotContain("both");
      assertThatThrownBy(() -> fixture.rows("{\"table\":\"t\"}"))
          .isInstanceOf(VaneException.class)
          .hasMessageContaining("delta")
          .hasMessageContaining("duckdb");
    }
  }

  @Test
  void batchesAcknowledgedOneByOneAreRefusedBeforeATableIsMade() {
    try (GatewayFixture fixture = new GatewayFixture(directory, Map.of())) {
      assertThatThrownBy(
              () ->
                  fixture.put(
                      "{\"stream_name\":\"s\",\"storage_backend\":\"both\",\"ack\":\"batch\"}",
                      List.<Object[]>of(new Object[] {"north", 1})))
          .isInstanceOfSatisfying(
              VaneException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_UNSUPPORTED));
      assertThat(fixture.action("tables", "{}")).doesNotContain("main");
    }
  }

  @Test
  void aRequestIsAppliedOnceToBothAlsoAfterARestart() {
    String command = "{\"stream_name\":\"s\",\"storage_backend\":\"both\",\"request_id\":\"r1\"}";
    for (int attempt = 0; attempt < 2; attempt++) {
      try (GatewayFixture fixture = new GatewayFixture(directory, Map.of())) {
        IngestReceipt receipt = fixture.put(command, List.<Object[]>of(new Object[] {"north", 1}));
        assertThat(receipt.rows()).isEqualTo(1);
        assertThat(fixture.rows("{\"table\":[\"duckdb\",\"s\"]}")).hasSize(1);
        assertThat(fixture.rows("{\"table\":[\"delta\",\"s\"]}")).hasSize(1);
      }
    }
  }

  @Test
  void bothCanBeTheDefault() {
    try (GatewayFixture fixture =
        new GatewayFixture(directory, Map.of("storage_backend", "both"))) {
      fixture.put("{\"stream_name\":\"s\"}", List.<Object[]>of(new Object[] {"north", 1}));
      assertThat(fixture.rows("{\"table\":[\"duckdb\",\"s\"]}")).hasSize(1);
      assertThat(fixture.rows("{\"table\":[\"delta\",\"s\"]}")).hasSize(1);
    }
  }
}
