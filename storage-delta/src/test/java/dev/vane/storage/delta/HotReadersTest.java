package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaHouse.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.AsOf;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.ReadSession;
import dev.vane.spi.TableSnapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers that go on while rows come in and are moved see each row once, at every moment. */
class HotReadersTest {
  private static final int BATCHES = 400;
  private static final int READERS = 2;

  @TempDir Path directory;

  @Test
  void nobodySeesARowTwiceOrMissesOneWhileMovesHappen() throws InterruptedException {
    Map<String, String> settings = new HashMap<>(DeltaHouse.hotSettings(directory));
    settings.put("hot_rows", "10");
    try (DeltaHouse house = new DeltaHouse(directory, settings)) {
      house.append("t", "SELECT 0::BIGINT AS a");
      AtomicLong committed = new AtomicLong(1);
      AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
      AtomicLong looks = new AtomicLong();
      List<Thread> readers = new ArrayList<>();
      for (int index = 0; index < READERS; index++) {
        Thread reader = new Thread(() -> read(house, committed, looks, failure));
        reader.start();
        readers.add(reader);
      }
      for (int batch = 1; batch <= BATCHES && failure.get() == null; batch++) {
        house.hot("t", "SELECT %d::BIGINT AS a".formatted(batch), CommitMarks.NONE);
        committed.set(batch + 1L);
      }
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(failure.get()).isNull();
      assertThat(house.version("t")).as("moves that happened meanwhile").isPositive();
      assertThat(looks.get()).isGreaterThanOrEqualTo(READERS);
    }
  }

  private static void read(
      DeltaHouse house,
      AtomicLong committed,
      AtomicLong looks,
      AtomicReference<@Nullable Throwable> failure) {
    try {
      long before = 0;
      while (before <= BATCHES) {
        before = committed.get();
        look(house, before);
        looks.incrementAndGet();
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  /** The rows are 0, 1, 2 and so on without a gap, at least as many as were committed before. */
  private static void look(DeltaHouse house, long before) {
    try (ReadSession session = house.engine.openSession()) {
      TableSnapshot snapshot =
          house.storage.snapshot(table("t"), AsOf.LATEST, session).orElseThrow();
      String relation = snapshot.relation(List.of()).sql();
      List<String> seen =
          DeltaHouse.run(
              session, "SELECT count(*), count(DISTINCT a), max(a) + 1, sum(a) FROM " + relation);
      long rows = snapshot.rowCount();
      assertThat(rows).isGreaterThanOrEqualTo(before);
      assertThat(seen)
          .containsExactly("%d|%d|%d|%d".formatted(rows, rows, rows, rows * (rows - 1) / 2));
    }
  }
}
