package dev.vane.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same question asked by many at once. */
class PivotSharingTest {
  private static final int ASKERS = 8;
  private static final String QUESTION =
      "{\"table\": \"trades\", \"rows\": [\"region\"], \"measures\": [{\"agg\": \"count\"}], \"totals\": true}";

  @TempDir private Path directory;

  @Test
  void oneComputationServesAllWhoAskAtOnce() {
    ExecutorService threads = Executors.newFixedThreadPool(ASKERS);
    try (GatewayFixture vane =
        new GatewayFixture(directory, Map.of("limits.queries", Integer.toString(ASKERS)))) {
      List<Object[]> rows = new ArrayList<>();
      for (int row = 0; row < 10_000; row++) {
        rows.add(new Object[] {"region " + row % 100, 1});
      }
      vane.put("{\"stream_name\": \"trades\"}", rows);
      CountDownLatch start = new CountDownLatch(1);
      List<CompletableFuture<List<List<String>>>> answers = new ArrayList<>();
      for (int asker = 0; asker < ASKERS; asker++) {
        answers.add(
            CompletableFuture.supplyAsync(
                () -> {
                  await(start);
                  return vane.rows(QUESTION);
                },
                threads));
      }
      start.countDown();
      List<List<String>> expected = answers.get(0).join();
      assertThat(expected).hasSize(101);
      assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(expected));
      assertThat(vane.metric("vane_pivot_cube_lookups_total", "outcome", "miss")).isEqualTo(1);
      // Whoever waited looks again and finds it.
      assertThat(vane.metric("vane_pivot_cube_lookups_total", "outcome", "hit"))
          .isEqualTo(ASKERS - 1);
      assertThat(vane.metric("vane_scratch_cubes")).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
