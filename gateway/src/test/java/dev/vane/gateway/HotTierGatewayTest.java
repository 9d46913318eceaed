package dev.vane.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vane.gateway.ingest.IngestSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small acknowledged batches before a Delta table, as clients see them. */
class HotTierGatewayTest {
  private static final String SCAN =
      "{\"sql\": \"SELECT count(*), count(DISTINCT amount), sum(amount) FROM delta.main.s\"}";
  private static final String PIVOT =
      "{\"table\": \"s\", \"rows\": [\"region\"], \"measures\": [{\"field\": \"amount\", \"agg\": \"sum\"}]}";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path directory;

  @Test
  void aTableIsAsSmallAfterTenThousandBatchesAsTheMovesMakeIt() {
    int batches = 10_000;
    try (GatewayFixture vane =
        new GatewayFixture(directory, Map.of("delta_config.hot_rows", "2500"))) {
      try (IngestSession session = open(vane)) {
        for (int batch = 0; batch < batches; batch++) {
          vane.append(session, batch, rows(batch, 1));
        }
        session.commit();
      }
      String sum = Long.toString((long) batches * (batches - 1) / 2);
      List<String> all = List.of("10000", "10000", sum);
      assertThat(vane.rows(SCAN)).containsExactly(all);
      // The last move by count may have had all rows, and leaves nothing then.
      json(vane, "delta.flush");
      assertThat(vane.metric("vane_hot_rows")).isZero();
      assertThat(vane.rows(SCAN)).containsExactly(all);
      JsonNode table = json(vane, "delta.describe");
      // One commit makes the table; each move has 2,500 rows or more, the last one what is left.
      assertThat(table.path("version").asLong()).isBetween(1L, 1L + batches / 2500);
      assertThat(table.path("files").asLong()).isLessThanOrEqualTo(1L + batches / 2500);
      assertThat(table.path("rows").asLong()).isEqualTo(batches);
      assertThat(vane.metric("vane_hot_moves_total", "outcome", "committed"))
          .isEqualTo(table.path("version").asDouble());
      assertThat(vane.metric("vane_hot_rows_moved_total")).isEqualTo(batches);
      assertThat(vane.metric("vane_hot_move_seconds_count"))
          .isEqualTo(table.path("version").asDouble());
    }
  }

  @Test
  void hotRowsAreTrueInEveryAnswerAndGoOnAfterARestart() {
    try (GatewayFixture vane = new GatewayFixture(directory, Map.of())) {
      try (IngestSession session = open(vane)) {
        vane.append(session, 0, rows(0, 3));
        session.commit();
      }
      assertThat(vane.rows(PIVOT)).hasSize(3);
      assertThat(vane.rows("{\"table\": \"s\"}")).hasSize(3);
      long version = json(vane, "table.describe").path("version").asLong();
      try (IngestSession session = open(vane)) {
        vane.append(session, 1, rows(3, 3));
        assertThat(session.commit().version()).isEmpty();
      }
      assertThat(vane.rows(PIVOT))
          .as("a kept cube is not taken for newer rows")
          .anySatisfy(row -> assertThat(row).startsWith("r0").endsWith("3"));
      assertThat(vane.rows("{\"table\": \"s\"}")).as("nor a kept scan").hasSize(6);
      for (String action : List.of("table.describe", "delta.describe")) {
        JsonNode table = json(vane, action);
        assertThat(table.path("hot_rows").asLong()).as(action).isEqualTo(6);
        assertThat(table.path("version").asLong()).as(action).isEqualTo(version);
      }
      assertThat(json(vane, "table.describe").path("rows").asLong()).isEqualTo(6);
      assertThat(vane.action("tables", "{}"))
          .contains(
              "[{\"path\":[\"delta\",\"main\",\"s\"],\"rows\":6,\"version\":0,\"hot_rows\":6}]");
      assertThat(vane.metric("vane_hot_rows")).isEqualTo(6);
      assertThat(vane.metric("vane_hot_bytes")).isPositive();
    }
    try (GatewayFixture vane = new GatewayFixture(directory, Map.of())) {
      assertThat(vane.rows(SCAN)).containsExactly(List.of("6", "6", "15"));
      assertThat(
              vane.action(
                  "stream.status", "{\"stream_name\": \"s\", \"producer\": {\"id\": \"p\"}}"))
          .contains("\"ack_up_to_offset\":1", "\"ack_up_to_records\":6");
      try (IngestSession session = open(vane)) {
        vane.append(session, 1, rows(3, 3));
        vane.append(session, 2, rows(6, 1));
        session.commit();
      }
      assertThat(vane.rows(SCAN)).containsExactly(List.of("7", "7", "21"));
      vane.put(
          "{\"stream_name\": \"s\", \"storage_backend\": \"delta\", \"mode\": \"upsert\", \"key\": [\"amount\"]}",
          rows(6, 2));
      assertThat(vane.rows(SCAN)).containsExactly(List.of("8", "8", "28"));
      assertThat(json(vane, "table.describe").has("hot_rows")).isFalse();
      JsonNode flushed = json(vane, "delta.flush");
      assertThat(flushed.path("committed").asBoolean()).isFalse();
    }
  }

  private static IngestSession open(GatewayFixture vane) {
    return vane.gateway
        .ingest()
        .open(
            vane.command(
                "{\"stream_name\": \"s\", \"storage_backend\": \"delta\", \"ack\": \"batch\", \"producer\": {\"id\": \"p\"}}"),
            GatewayFixture.SCHEMA,
            ack -> {});
  }

  private static JsonNode json(GatewayFixture vane, String action) {
    try {
      return MAPPER.readTree(vane.action(action, "{\"table\": \"s\"}"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Object[]> rows(long first, int count) {
    return java.util.stream.LongStream.range(first, first + count)
        .mapToObj(amount -> new Object[] {"r" + amount % 3, amount})
        .toList();
  }
}
