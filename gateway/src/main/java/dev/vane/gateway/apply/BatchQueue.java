package dev.vane.gateway.apply;

import dev.vane.spi.WriteOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The batches of one table that wait, in the order they came. Used under its owner's lock. */
final class BatchQueue {
  /** From how much on a transaction is large enough, and how much it has at most, about. */
  private static final long GROUP_ROWS = 4 * WriteOptions.DEFAULT_CHUNK_ROWS;

  private static final long GROUP_BYTES = 64L << 20;

  private final Deque<PendingBatch> batches = new ArrayDeque<>();
  private long rows;
  private long bytes;

  boolean isEmpty() {
    return batches.isEmpty();
  }

  /** Whether there is enough for a transaction. */
  boolean hasGroup() {
    return isGroup(rows, bytes);
  }

  private static boolean isGroup(long rows, long bytes) {
    return rows >= GROUP_ROWS || bytes >= GROUP_BYTES;
  }

  void add(PendingBatch batch) {
    batches.add(batch);
    rows += batch.head().rows();
    bytes += batch.head().bytes();
  }

  void remove(List<PendingBatch> settled) {
    for (PendingBatch batch : settled) {
      batches.removeFirstOccurrence(batch);
      rows -= batch.head().rows();
      bytes -= batch.head().bytes();
    }
  }

  /** The first batches, as many as make a transaction. They stay until they are removed. */
  List<PendingBatch> group() {
    List<PendingBatch> group = new ArrayList<>();
    long groupRows = 0;
    long groupBytes = 0;
    for (PendingBatch batch : batches) {
      if (isGroup(groupRows, groupBytes)) {
        break;
      }
      group.add(batch);
      groupRows += batch.head().rows();
      groupBytes += batch.head().bytes();
    }
    return group;
  }

  /** The batches that nobody was told of. */
  List<PendingBatch> unlogged() {
    return batches.stream().filter(batch -> !batch.isLogged()).toList();
  }

  /** Gives the memory of all back. */
  void free() {
    batches.forEach(PendingBatch::free);
  }
}
