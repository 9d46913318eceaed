package dev.vane.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.gateway.query.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scans that are asked for again. */
class KeptScanTest {
  private static final String COMMAND =
      "{\"stream_name\": \"trades\", \"storage_backend\": \"%s\"}";
  private static final String SCAN = "{\"table\": \"trades\"}";

  @TempDir Path directory;

  private GatewayFixture open(String... memory) {
    return new GatewayFixture(
        directory.resolve("data"),
        memory.length == 0 ? Map.of() : Map.of("limits.memory", memory[0]));
  }

  private static List<Object[]> rows(int count) {
    return java.util.stream.IntStream.range(0, count)
        .mapToObj(row -> new Object[] {"region " + row, row})
        .toList();
  }

  private static long address(Answer answer) {
    assertThat(answer.next()).isTrue();
    return answer.batch().getVector(0).getDataBuffer().memoryAddress();
  }

  @ParameterizedTest
  @ValueSource(strings = {"duckdb", "delta"})
  void unchangedTableIsReadOnceAndItsBuffersAreSentAgain(String backend) {
    try (GatewayFixture vane = open()) {
      vane.put(COMMAND.formatted(backend), rows(100));
      try (Answer first = vane.ask(SCAN)) {
        long address = address(first);
        assertThat(first.next()).isFalse();
        try (Answer second = vane.ask(SCAN);
            Answer third = vane.ask(SCAN)) {
          assertThat(address(second)).isEqualTo(address);
          assertThat(address(third)).isEqualTo(address);
          assertThat(second.schema()).isEqualTo(first.schema());
        }
      }
      assertThat(vane.metric("vane_scan_memory_bytes")).isPositive();
      assertThat(vane.rows(SCAN)).hasSize(100);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"duckdb", "delta"})
  void nextCommitIsSeenAtOnce(String backend) {
    try (GatewayFixture vane = open()) {
      vane.put(COMMAND.formatted(backend), rows(3));
      assertThat(vane.rows(SCAN)).hasSize(3);
      assertThat(vane.rows(SCAN)).hasSize(3);
      vane.put(COMMAND.formatted(backend), rows(2));
      assertThat(vane.rows(SCAN)).hasSize(5);
      assertThat(vane.rows("{\"table\": \"trades\", \"columns\": [\"amount\"]}"))
          .hasSize(5)
          .allMatch(row -> row.size() == 1);
    }
  }

  @Test
  void scanThatIsLeftIsNotKept() {
    try (GatewayFixture vane = open()) {
      vane.put(COMMAND.formatted("duckdb"), rows(3));
      try (Answer left = vane.ask(SCAN)) {
        assertThat(left.next()).isTrue();
      }
      assertThat(vane.metric("vane_scan_memory_bytes")).isZero();
      assertThat(vane.rows(SCAN)).hasSize(3);
    }
  }

  @Test
  void readersAtOnceHoldOneRecordingBetweenThem() {
    try (GatewayFixture vane = open()) {
      vane.put(COMMAND.formatted("duckdb"), rows(1_000));
      try (Answer first = vane.ask(SCAN);
          Answer second = vane.ask(SCAN)) {
        assertThat(first.next()).isTrue();
        double recorded = vane.metric("vane_scan_memory_bytes");
        assertThat(recorded).isPositive();
        assertThat(second.next()).isTrue();
        assertThat(second.next()).isFalse();
        assertThat(vane.metric("vane_scan_memory_bytes")).isEqualTo(recorded);
        assertThat(first.next()).isFalse();
        assertThat(vane.metric("vane_scan_memory_bytes")).isEqualTo(recorded);
      }
    }
  }

  @Test
  void scansOfOtherTablesAndVersionsMakeRoomForNewOnes() {
    try (GatewayFixture vane = open("512MiB")) {
      double budget = vane.metric("vane_scan_memory_budget_bytes");
      assertThat(budget).isPositive();
      for (int commit = 1; commit <= 7; commit++) {
        vane.put(COMMAND.formatted("duckdb"), rows(60_000));
        assertThat(vane.rows(SCAN)).hasSize(60_000 * commit);
        assertThat(vane.metric("vane_scan_memory_bytes")).isLessThanOrEqualTo(budget);
      }
    }
  }
}
