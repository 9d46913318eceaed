package dev.vane.client;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Who waits until a batch is acknowledged, by the batches' numbers. Thread-safe. */
final class AckFutures {
  private final NavigableMap<Long, CompletableFuture<PutAck>> waiting = new TreeMap<>();
  private @Nullable PutAck last;
  private @Nullable Throwable end;

  /** Done with the first acknowledgement that covers the batch, or failed with the call's end. */
  synchronized CompletableFuture<PutAck> of(long offset) {
    if (last != null && last.offset() >= offset) {
      return CompletableFuture.completedFuture(last);
    }
    if (end != null) {
      return CompletableFuture.failedFuture(end);
    }
    return waiting.computeIfAbsent(offset, number -> new CompletableFuture<>());
  }

  void acknowledged(PutAck ack) {
    List<CompletableFuture<PutAck>> covered;
    synchronized (this) {
      last = ack;
      NavigableMap<Long, CompletableFuture<PutAck>> upTo = waiting.headMap(ack.offset(), true);
      covered = new ArrayList<>(upTo.values());
      upTo.clear();
    }
    // Outside of the lock: what waits may ask for the next batch.
    covered.forEach(future -> future.complete(ack));
  }

  void ended(Throwable failure) {
    List<CompletableFuture<PutAck>> rest;
    synchronized (this) {
      end = failure;
      rest = new ArrayList<>(waiting.values());
      waiting.clear();
    }
    rest.forEach(future -> future.completeExceptionally(failure));
  }
}
