package dev.vane.gateway.ingest;

import dev.vane.gateway.producer.BatchDigests;
import dev.vane.gateway.producer.ProducerState;
import dev.vane.gateway.producer.ProducerStates;
import dev.vane.spi.BatchDigest;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.Names;
import dev.vane.spi.RecordedCommit;
import dev.vane.spi.VaneException;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** A stream that has a request id: the whole of it is offset 0 of a producer of its own. */
final class RequestUnit implements StreamUnit {
  private final ProducerStates producers;
  private final ProducerState state;
  private final BatchDigests digests;
  private final boolean known;
  private BatchDigest digest = BatchDigest.EMPTY;

  /** The state is taken over. */
  RequestUnit(ProducerStates producers, ProducerState state, BatchDigests digests) {
    this.producers = producers;
    this.state = state;
    this.digests = digests;
    boolean claimed = false;
    try {
      state.claim(this, 0);
      claimed = true;
    } finally {
      if (!claimed) {
        producers.giveBack(state);
      }
    }
    state.refresh();
    known = state.isKnown();
  }

  @Override
  public boolean isKnown() {
    return known;
  }

  @Override
  public boolean take(VectorSchemaRoot rows, byte @Nullable [] metadata) {
    digest = digest.then(digests.digest(rows));
    return !known;
  }

  @Override
  public CommitMarks marks(long rows, long bytes) {
    return CommitMarks.of(
        new LedgerEntry(state.key(), 0, 0, 0, rows, rows, bytes, digest, List.of(digest)));
  }

  @Override
  public Optional<RecordedCommit> repeated() {
    if (!known) {
      return Optional.empty();
    }
    RecordedCommit before = state.covering(0).orElseThrow(() -> state.expired(0));
    if (!before.entry().digest().equals(digest)) {
      throw new VaneException(
          ErrorCode.OFFSET_REUSED,
          "The request_id %s was used for other rows: %,d of them are durable since %s. Use another id for a new stream."
              .formatted(
                  Names.quoted(state.key().id()), before.entry().rows(), before.committedAt()));
    }
    return Optional.of(before);
  }

  @Override
  public void committed() {}

  @Override
  public String lastDurable() {
    return known ? "The request was committed before." : "Nothing of the request is durable.";
  }

  @Override
  public void close() {
    state.leave(this);
    producers.giveBack(state);
  }
}
