package dev.vane.gateway;

import dev.vane.gateway.ingest.AckListener;
import dev.vane.gateway.ingest.BatchAck;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;

/** Collects acknowledgements, and waits for one. */
final class AckLog implements AckListener {
  private static final long PATIENCE_MILLISECONDS = 60_000;

  private final List<BatchAck> acks = new ArrayList<>();
  private final List<VaneException> refusals = new ArrayList<>();

  @Override
  public synchronized void acknowledged(BatchAck ack) {
    acks.add(ack);
    notifyAll();
  }

  @Override
  public synchronized void refused(VaneException reason) {
    refusals.add(reason);
    notifyAll();
  }

  /** Waits until the stream has failed, without a call of its session. */
  synchronized VaneException awaitRefusal() throws InterruptedException {
    while (refusals.isEmpty()) {
      wait();
    }
    return refusals.get(0);
  }

  synchronized List<BatchAck> acks() {
    return List.copyOf(acks);
  }

  /** Waits until everything up to this offset is acknowledged. */
  synchronized BatchAck await(long offset) {
    long end = System.currentTimeMillis() + PATIENCE_MILLISECONDS;
    while (acks.isEmpty() || acks.get(acks.size() - 1).offset() < offset) {
      long left = end - System.currentTimeMillis();
      if (left <= 0) {
        throw new AssertionError("No acknowledgement of " + offset + ", but " + acks);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    return acks.get(acks.size() - 1);
  }
}
