package dev.vane.storage.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.CommitMarks;
import dev.vane.spi.StorageContext;
import dev.vane.spi.WriteOptions;
import dev.vane.spi.maintenance.MaintainedStorage;
import dev.vane.storage.delta.file.LocalFileIO;
import dev.vane.storage.delta.kernel.ConnectionSource;
import dev.vane.storage.delta.kernel.KernelLogLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a table needs besides its commits is held back here for as long as commits go on; a commit
 * that waited for it would wait for ever.
 */
@Timeout(60)
class OffTheAckPathTest {
  private static final int COMMITS = 6;

  @TempDir Path directory;

  @Test
  void checkpointThatIsStuckHoldsUpNoCommit() throws Exception {
    Gate checkpoint = new Gate();
    try (DeltaHouse house = new DeltaHouse(directory)) {
      open(
          house,
          Map.of("checkpoint_interval", "1"),
          () -> {
            // Only checkpoints need the engine here, and only those that follow a commit run so.
            if (Thread.currentThread().getName().equals("vane-delta-log")) {
              checkpoint.pass();
            }
            return house.engine.connect();
          },
          new HookedLibrary.Hook() {});
      house.append("t", "SELECT 0 AS a");
      house.append("t", "SELECT 1 AS a");
      checkpoint.awaitSomebody();
      for (int commit = 2; commit < COMMITS; commit++) {
        house.append("t", "SELECT %d AS a".formatted(commit));
        house.hot("t", "SELECT %d AS a".formatted(-commit), CommitMarks.NONE);
      }
      assertThat(house.rowCount("t")).isEqualTo(COMMITS + COMMITS - 2);
      assertThat(house.filesUnder("t")).noneMatch(file -> file.contains("checkpoint"));
      checkpoint.open();
      // Closing waits for what was held back.
      house.storage.close();
      assertThat(house.filesUnder("t")).anyMatch(file -> file.contains("checkpoint"));
      house.reopen(settings(Map.of()));
      assertThat(house.rowCount("t")).isEqualTo(COMMITS + COMMITS - 2);
    }
  }

  @Test
  void compactionThatIsStuckHoldsUpNoCommit() throws Exception {
    Gate compaction = new Gate();
    try (DeltaHouse house = new DeltaHouse(directory)) {
      open(house, Map.of(), house.engine::connect, gateOf("vane-delta-compaction", compaction));
      WriteOptions compacting = WriteOptions.append().withOptions(Map.of("auto_compact", "2"));
      house.write("t", "SELECT 0 AS a", compacting);
      house.write("t", "SELECT 1 AS a", compacting);
      compaction.awaitSomebody();
      for (int commit = 2; commit < COMMITS; commit++) {
        house.append("t", "SELECT %d AS a".formatted(commit));
        house.hot("t", "SELECT %d AS a".formatted(-commit), CommitMarks.NONE);
      }
      assertThat(house.rowCount("t")).isEqualTo(COMMITS + COMMITS - 2);
      compaction.open();
      house.storage.close();
      assertThat(((MaintainedStorage) house.storage).automatic().compactions()).isPositive();
      house.reopen(settings(Map.of()));
      assertThat(house.rowCount("t")).isEqualTo(COMMITS + COMMITS - 2);
    }
  }

  @Test
  void moveThatIsStuckHoldsUpNoHotCommit() throws Exception {
    Gate move = new Gate();
    try (DeltaHouse house = new DeltaHouse(directory)) {
      open(house, Map.of("hot_rows", "1"), house.engine::connect, gateOf("vane-move-", move));
      house.append("t", "SELECT 0 AS a");
      house.hot("t", "SELECT 1 AS a", CommitMarks.NONE);
      move.awaitSomebody();
      for (int commit = 2; commit < COMMITS; commit++) {
        house.hot("t", "SELECT %d AS a".formatted(commit), CommitMarks.NONE);
      }
      assertThat(house.rowCount("t")).isEqualTo(COMMITS);
      move.open();
      house.storage.close();
      house.reopen(settings(Map.of()));
      assertThat(house.rowCount("t")).isEqualTo(COMMITS);
    }
  }

  private static HookedLibrary.Hook gateOf(String thread, Gate gate) {
    return new HookedLibrary.Hook() {
      @Override
      public void beforeCommit() {
        if (Thread.currentThread().getName().startsWith(thread)) {
          gate.pass();
        }
      }
    };
  }

  private void open(
      DeltaHouse house,
      Map<String, String> more,
      ConnectionSource connections,
      HookedLibrary.Hook hook)
      throws IOException {
    house.storage.close();
    LocalFileIO store = LocalFileIO.in(house.root.toRealPath());
    house.storage =
        new DeltaStorage(
            new StorageContext(store.root(), house.engine, house.allocator, settings(more)),
            store,
            new HookedLibrary(new KernelLogLibrary(store, connections, "gated"), hook));
  }

  private Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(DeltaHouse.hotSettings(directory));
    settings.putAll(more);
    return settings;
  }

  /** Holds whoever comes until it is opened. */
  private static final class Gate {
    private final CountDownLatch came = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    void pass() {
      came.countDown();
      try {
        opened.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    void awaitSomebody() throws InterruptedException {
      came.await();
    }

    void open() {
      opened.countDown();
    }
  }
}
