package dev.vane.gateway.apply;

import dev.vane.spi.BatchDigest;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.LogPosition;
import dev.vane.spi.ProducerKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Puts together what a commit of several batches records. */
final class MarksBuilder {
  private final String log;
  private final Map<ProducerKey, Part> parts = new LinkedHashMap<>();
  private OptionalLong position = OptionalLong.empty();

  MarksBuilder(String log) {
    this.log = log;
  }

  void add(PendingBatch batch) {
    EntryHead head = batch.head();
    head.key().ifPresent(key -> parts.computeIfAbsent(key, any -> new Part()).add(head));
    if (batch.position().isPresent()) {
      position = batch.position();
    }
  }

  CommitMarks build() {
    List<LedgerEntry> entries = new ArrayList<>();
    parts.forEach((key, part) -> entries.add(part.entry(key)));
    return new CommitMarks(
        entries,
        position.isPresent()
            ? Optional.of(new LogPosition(log, position.getAsLong()))
            : Optional.empty());
  }

  /** The batches of one producer, which follow each other. */
  private static final class Part {
    private final List<BatchDigest> digests = new ArrayList<>();
    private BatchDigest digest = BatchDigest.EMPTY;
    private long epoch;
    private long lastOffset;
    private long rows;
    private long records;
    private long bytes;

    void add(EntryHead head) {
      epoch = head.epoch();
      lastOffset = head.offset();
      records = head.records();
      if (head.hasRows()) {
        rows += head.rows();
        bytes += head.bytes();
        digests.add(head.digest());
        digest = digest.then(head.digest());
      }
    }

    LedgerEntry entry(ProducerKey key) {
      return new LedgerEntry(
          key,
          epoch,
          lastOffset - digests.size() + 1,
          lastOffset,
          rows,
          records,
          bytes,
          digest,
          digests);
    }
  }
}
