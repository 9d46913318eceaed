package dev.vane.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one commit holds of one producer: the batches {@code firstOffset} to {@code lastOffset}. An
 * entry without batches, whose last offset is the one before its first, records an epoch alone.
 *
 * @param epoch under which the batches were sent; never lower than that of an earlier entry
 * @param rows rows of these batches
 * @param records rows of the producer in the table after this commit
 * @param bytes Arrow bytes of these batches
 * @param digest of all the batches in order
 * @param digests of the last batches, one by one, the newest at the end; of all of them or of as
 *     many as may be sent again
 */
public record LedgerEntry(
    ProducerKey key,
    long epoch,
    long firstOffset,
    long lastOffset,
    long rows,
    long records,
    long bytes,
    BatchDigest digest,
    List<BatchDigest> digests) {
  public LedgerEntry {
    digests = List.copyOf(digests);
    if (epoch < 0 || firstOffset < 0 || lastOffset < firstOffset - 1) {
      throw new IllegalArgumentException(
          "Epoch %d, offsets %d to %d".formatted(epoch, firstOffset, lastOffset));
    }
    if (digests.size() > lastOffset - firstOffset + 1) {
      throw new IllegalArgumentException("More digests than batches");
    }
  }

  /** The digest of one of the batches; empty when the entry does not have it. */
  public Optional<BatchDigest> digest(long offset) {
    long index = offset - (lastOffset - digests.size() + 1);
    return index < 0 || index >= digests.size()
        ? Optional.empty()
        : Optional.of(digests.get((int) index));
  }

  /**
   * This entry and the one that follows it as one.
   *
   * @param next has the digests of all its batches
   * @param window so many of the last digests are kept
   */
  public LedgerEntry then(LedgerEntry next, long window) {
    BatchDigest all = digest;
    List<BatchDigest> each = new ArrayList<>(digests);
    for (BatchDigest one : next.digests) {
      all = all.then(one);
      each.add(one);
    }
    return new LedgerEntry(
        key,
        next.epoch,
        firstOffset,
        next.lastOffset,
        rows + next.rows,
        next.records,
        bytes + next.bytes,
        all,
        each.subList((int) Math.max(0, each.size() - window), each.size()));
  }

  /** Whether the batch is one of the entry's. */
  public boolean covers(long offset) {
    return firstOffset <= offset && offset <= lastOffset;
  }

  /**
   * Refuses an entry that does not follow the one before it.
   *
   * @param before the newest entry that the table has of the key
   * @throws VaneException {@link ErrorCode#LEDGER_MOVED}
   */
  public void requireFollows(Optional<LedgerEntry> before) {
    long lastEpoch = before.map(LedgerEntry::epoch).orElse(0L);
    long lastOffsetBefore = before.map(LedgerEntry::lastOffset).orElse(-1L);
    if (firstOffset != lastOffsetBefore + 1 || epoch < lastEpoch) {
      throw new VaneException(
          ErrorCode.LEDGER_MOVED,
          "The table's last durable batch of %s is offset %d of epoch %d, and the commit has offsets %d to %d of epoch %d. Another writer committed for the same producer; ask stream.status and go on from there."
              .formatted(
                  Names.quoted(key.id()),
                  lastOffsetBefore,
                  lastEpoch,
                  firstOffset,
                  lastOffset,
                  epoch));
    }
  }
}
