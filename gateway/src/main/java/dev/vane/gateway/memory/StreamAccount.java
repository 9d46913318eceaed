package dev.vane.gateway.memory;

import dev.vane.spi.VaneException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one stream holds: messages that wait, batches on their way to the disk, and rows that its
 * writer gathers. Every byte that is added is removed again by who added it, also after the close.
 * Safe for many threads.
 */
public final class StreamAccount implements AutoCloseable {
  private final MemoryLedger ledger;
  private final Tenant tenant;
  private final AtomicLong messages = new AtomicLong();
  private final AtomicReference<@Nullable VaneException> stopped = new AtomicReference<>();
  private LongSupplier writer = () -> 0;
  private long writerBytes;

  StreamAccount(MemoryLedger ledger, Tenant tenant) {
    this.ledger = ledger;
    this.tenant = tenant;
    tenant.opened(this);
  }

  /** Bytes of messages that may wait before they are looked at, and, besides, on their way on. */
  public long window() {
    return ledger.limits().stream() / 2;
  }

  /** A message, or a batch of one, is here. */
  public void add(long bytes) {
    messages.addAndGet(bytes);
    ledger.add(tenant, bytes);
  }

  /** It is no longer, or others answer for it. */
  public void remove(long bytes) {
    add(-bytes);
  }

  /**
   * Counts bytes of a message that still arrives; negative ones when it is complete.
   *
   * @throws VaneException {@link dev.vane.spi.ErrorCode#LIMIT_MEMORY} when it must not go on; the
   *     bytes count all the same
   */
  public void arrive(long bytes) {
    ledger.arrive(bytes);
  }

  /** Whether the client should send no more than one message at a time. */
  public boolean isTight() {
    return ledger.isTight(tenant);
  }

  /** Takes the writer of the stream into the account. */
  public void measureBy(LongSupplier bytes) {
    synchronized (this) {
      writer = bytes;
    }
    measure();
  }

  /** Asks the writer again what it holds. */
  public void measure() {
    long change;
    synchronized (this) {
      long now = writer.getAsLong();
      change = now - writerBytes;
      writerBytes = now;
    }
    ledger.add(tenant, change);
  }

  /**
   * Waits until there is room for more.
   *
   * @param relieve hands on early what the stream was gathering
   * @return whether that took any waiting
   * @throws VaneException {@link dev.vane.spi.ErrorCode#LIMIT_MEMORY} with the time to come again,
   *     or why the stream was stopped
   */
  public boolean awaitRoom(Runnable relieve) {
    if (!ledger.isFull(tenant)) {
      return false;
    }
    relieve.run();
    measure();
    ledger.await(this);
    return true;
  }

  /** Ends a waiting; the first reason counts. */
  public void stop(VaneException reason) {
    stopped.compareAndSet(null, reason);
  }

  Tenant tenant() {
    return tenant;
  }

  void requireRunning() {
    VaneException reason = stopped.get();
    if (reason != null) {
      throw reason;
    }
  }

  /**
   * Whether nothing counts but messages of this stream, which only its going on can remove. The
   * process's limit is another matter.
   */
  boolean waitsForItself() {
    return tenant.held() > ledger.limits().tenant()
        && tenant.held() <= messages.get()
        && !ledger.isProcessFull();
  }

  /** The stream has ended; its writer holds nothing. */
  @Override
  public void close() {
    measureBy(() -> 0);
    tenant.closed(this);
  }
}
