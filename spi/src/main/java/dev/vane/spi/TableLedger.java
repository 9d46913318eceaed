package dev.vane.spi;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the committed state of one table knows of its producers. Every call reads the newest state.
 * Safe for many threads.
 *
 * <p>A backend keeps the newest entry of every key for ever, so that a batch is never taken twice,
 * and older ones for as long as they hold one of the last {@link StorageContext#REPLAY_WINDOW}
 * batches of their producer.
 */
public interface TableLedger {
  /** The newest entry of a key. */
  Optional<RecordedCommit> newest(ProducerKey key);

  /** The entry that has the batch; empty when there is none, or when it is no longer kept. */
  Optional<RecordedCommit> covering(ProducerKey key, long offset);

  /** The last position of a log that the table holds. */
  OptionalLong position(String log);
}
