package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaHouse.table;

import dev.vane.spi.RowCondition;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.StorageContext;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import dev.vane.spi.maintenance.MaintainedStorage;
import dev.vane.spi.maintenance.OptimizeRequest;
import dev.vane.spi.maintenance.Progress;
import dev.vane.spi.maintenance.TableMaintenance;
import dev.vane.spi.maintenance.VacuumRequest;
import dev.vane.storage.delta.file.LocalFileIO;
import dev.vane.storage.delta.kernel.KernelLogLibrary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A process that works on the table t and dies on the way, as in a power cut: at once, with nothing
 * closed and nothing tidied up. Arguments: the directory, the operation, the point.
 */
final class CrashingProcess {
  static final String WORKING = "working";
  static final String BEFORE_COMMIT = "before_commit";
  static final String AFTER_COMMIT = "after_commit";
  static final int EXIT_CODE = 77;

  /** The code of a process that {@link dev.vane.spi.CrashPoint} ends. */
  static final int KILLED = 137;

  private CrashingProcess() {}

  public static void main(String[] arguments) throws java.io.IOException {
    String point = arguments[2];
    DeltaHouse house = new DeltaHouse(Path.of(arguments[0]));
    house.storage.close();
    LocalFileIO store = LocalFileIO.in(house.root.toRealPath());
    house.storage =
        new DeltaStorage(
            new StorageContext(store.root(), house.engine, house.allocator, Map.of()),
            store,
            new HookedLibrary(
                new KernelLogLibrary(store, house.engine::connect, "crashing"), crashAt(point)));
    TableMaintenance maintenance = ((MaintainedStorage) house.storage).maintenance();
    Progress progress =
        (step, done, total) -> {
          if (point.equals(WORKING) && done > 0) {
            crash();
          }
        };
    switch (arguments[1]) {
      case "append" -> {
        house.open(
            table("t"), "SELECT 9 AS a FROM range(20)", WriteOptions.append().withChunkRows(1));
        crash();
      }
      case "overwrite" -> house.write("t", "SELECT 9 AS a", WriteOptions.of(WriteMode.OVERWRITE));
      case "optimize" ->
          maintenance.optimize(
              table("t"), new OptimizeRequest(List.of(), OptionalLong.empty()), progress);
      case "checkpoint", "second_checkpoint" -> maintenance.checkpoint(table("t"));
      case "delete" ->
          maintenance.delete(
              table("t"),
              new RowCondition(new SqlQuery("(source.a = 3) IS TRUE", List.of()), List.of()),
              progress);
      case "vacuum" ->
          maintenance.vacuum(
              table("t"), new VacuumRequest(Optional.of(Duration.ZERO), true, false), progress);
      default -> throw new IllegalArgumentException(arguments[1]);
    }
  }

  private static HookedLibrary.Hook crashAt(String point) {
    return new HookedLibrary.Hook() {
      @Override
      public void beforeCommit() {
        if (point.equals(BEFORE_COMMIT)) {
          crash();
        }
      }

      @Override
      public void afterCommit() {
        if (point.equals(AFTER_COMMIT)) {
          crash();
        }
      }
    };
  }

  private static void crash() {
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
