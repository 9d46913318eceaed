package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaHouse.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.spi.AsOf;
import dev.vane.spi.BatchCheck;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.StorageContext;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteOptions;
import dev.vane.spi.maintenance.MaintainedStorage;
import dev.vane.spi.maintenance.Progress;
import dev.vane.spi.maintenance.TableMaintenance;
import dev.vane.storage.delta.file.LocalFileIO;
import dev.vane.storage.delta.kernel.KernelLogLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table whose log takes no commit delays moves; new batches are refused at the limit only. */
class HotLimitTest {
  @TempDir Path directory;

  @Test
  void aTableThatCannotBeWrittenDelaysMovesUntilTheLimitAndThenBatches() throws IOException {
    Map<String, String> settings = new HashMap<>(DeltaHouse.hotSettings(directory));
    settings.put("hot_limit", "4000");
    AtomicBoolean away = new AtomicBoolean();
    try (DeltaHouse house = new DeltaHouse(directory)) {
      house.append("t", "SELECT 0::BIGINT AS a");
      Schema schema = house.schema("t");
      house.storage.close();
      LocalFileIO store = LocalFileIO.in(house.root.toRealPath());
      house.storage =
          new DeltaStorage(
              new StorageContext(store.root(), house.engine, house.allocator, settings),
              store,
              new HookedLibrary(
                  new KernelLogLibrary(store, house.engine::connect, "failing"),
                  new HookedLibrary.Hook() {
                    @Override
                    public void beforeCommit() {
                      if (away.get()) {
                        throw new VaneException(ErrorCode.STORAGE_FULL, "The disk is full.");
                      }
                    }
                  }));
      TableMaintenance maintenance = ((MaintainedStorage) house.storage).maintenance();
      away.set(true);
      try (BatchCheck check = house.storage.openCheck(table("t"), schema, WriteOptions.append());
          VectorSchemaRoot batch = VectorSchemaRoot.create(schema, house.allocator)) {
        check.check(batch);
        house.hot("t", "SELECT i AS a FROM range(1, 101) t(i)", CommitMarks.NONE);
        assertThatThrownBy(() -> maintenance.flush(table("t"), Progress.NONE))
            .isInstanceOfSatisfying(
                VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL));
        check.check(batch);
        house.hot("t", "SELECT i AS a FROM range(101, 601) t(i)", CommitMarks.NONE);
        assertThatThrownBy(() -> check.check(batch))
            .isInstanceOfSatisfying(
                VaneException.class,
                e -> {
                  assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_HOT_TIER);
                  assertThat(e.code().retryable()).isTrue();
                  assertThat(e.text()).contains("delta_config.hot_limit");
                });
        // What was acknowledged before still comes in, and is read.
        house.hot("t", "SELECT 601::BIGINT AS a", CommitMarks.NONE);
        assertRows(house);
        away.set(false);
        assertThat(maintenance.flush(table("t"), Progress.NONE).committed()).isTrue();
        check.check(batch);
        assertRows(house);
        assertThat(house.version("t")).isLessThanOrEqualTo(2);
      }
    }
  }

  private static void assertRows(DeltaHouse house) {
    assertThat(house.query("SELECT count(*), count(DISTINCT a), max(a) FROM {}", "t", AsOf.LATEST))
        .isEqualTo(List.of("602|602|601"));
  }
}
