package dev.vane.storage.delta;

import dev.vane.spi.BatchDigest;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.LogPosition;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import dev.vane.spi.maintenance.MaintainedStorage;
import dev.vane.spi.maintenance.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A process that makes the table t, puts four hot batches before it and moves them; a test has it
 * end on the way. Argument: the directory.
 */
final class HotCrashingProcess {
  static final ProducerKey PRODUCER = ProducerKey.producer("stream", "p");
  static final int ROWS = 100;
  private static final int BATCHES = 4;

  private HotCrashingProcess() {}

  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[0]);
    DeltaHouse house = new DeltaHouse(directory, DeltaHouse.hotSettings(directory));
    house.write("t", rows(0) + " WHERE false", WriteOptions.of(WriteMode.CREATE));
    for (int batch = 0; batch < BATCHES; batch++) {
      house.hot("t", rows(batch), marks(batch));
    }
    ((MaintainedStorage) house.storage).maintenance().flush(DeltaHouse.table("t"), Progress.NONE);
  }

  /** The rows of a batch, which no other has. */
  static String rows(int batch) {
    int first = batch * ROWS;
    return "SELECT i::BIGINT AS a, 'row ' || i AS text FROM range(%d, %d) t(i)"
        .formatted(first, first + ROWS);
  }

  static CommitMarks marks(int batch) {
    BatchDigest digest = new BatchDigest(batch, 1);
    return new CommitMarks(
        List.of(
            new LedgerEntry(
                PRODUCER,
                0,
                batch,
                batch,
                ROWS,
                (batch + 1L) * ROWS,
                1,
                BatchDigest.EMPTY.then(digest),
                List.of(digest))),
        Optional.of(new LogPosition("log", batch + 1L)));
  }
}
