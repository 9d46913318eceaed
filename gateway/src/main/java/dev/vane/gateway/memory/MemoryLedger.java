package dev.vane.gateway.memory;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.MemoryErrors;
import dev.vane.spi.VaneException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * One ledger of the Arrow bytes that came in and are neither in a table nor in the log.
 *
 * <p>Three sums are kept: of the process, of each tenant, and of each stream. A tenant is a caller
 * who has shown credentials; all who need none are one tenant. Back-pressure comes in steps, the
 * gentle ones first:
 *
 * <ol>
 *   <li>a stream's client may send on only while little of that stream waits;
 *   <li>while the process or the tenant has half of its limit in use, each stream gets on with one
 *       message at a time;
 *   <li>at the limit, a stream hands on the rows that it was gathering and waits, and by that its
 *       client, until others have given something back;
 *   <li>where nothing is given back for the ledger's patience, one stream is refused, is told when
 *       to come again, and the others go on with its room.
 * </ol>
 *
 * <p>Bytes that still arrive from the network are counted too. They can't be held back any more, so
 * a quarter above the process's limit the stream that brings them is refused at once. Safe for many
 * threads.
 */
public final class MemoryLedger {
  /** The tenant of all who need no credentials. */
  public static final String ANONYMOUS = "";

  private static final long LOOK_MILLISECONDS = 10;

  private final LedgerLimits limits;
  private final LongSupplier allocated;
  private final Map<String, Tenant> tenants = new ConcurrentHashMap<>();
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong arriving = new AtomicLong();
  private int waiting;
  private long givenBackNanos = System.nanoTime();
  private long lastSeen;

  /**
   * @param allocated Arrow bytes of the process, whoever holds them
   */
  public MemoryLedger(LedgerLimits limits, LongSupplier allocated) {
    this.limits = limits;
    this.allocated = allocated;
  }

  /** Opens the account of one stream. */
  public StreamAccount open(String tenant) {
    return new StreamAccount(this, tenants.computeIfAbsent(tenant, name -> new Tenant()));
  }

  /** Bytes that streams hold. */
  public long held() {
    return held.get();
  }

  /** Bytes of messages of which only a part is here. */
  public long arriving() {
    return arriving.get();
  }

  /** The most that one tenant holds. */
  public long largestTenant() {
    return tenants.values().stream().mapToLong(Tenant::held).max().orElse(0);
  }

  /** Streams that wait for room. */
  public synchronized int waiting() {
    return waiting;
  }

  LedgerLimits limits() {
    return limits;
  }

  void add(Tenant tenant, long bytes) {
    held.addAndGet(bytes);
    tenant.add(bytes);
  }

  /** Whether streams should get on with one message at a time. */
  boolean isTight(Tenant tenant) {
    return held.get() > limits.process() / 2 || tenant.held() > limits.tenant() / 2;
  }

  boolean isFull(Tenant tenant) {
    return isProcessFull() || tenant.held() > limits.tenant();
  }

  boolean isProcessFull() {
    return allocated.getAsLong() > limits.process();
  }

  /**
   * Counts what arrives of a message.
   *
   * @throws VaneException {@link ErrorCode#LIMIT_MEMORY} where it is too much; it is counted then
   *     too
   */
  void arrive(long bytes) {
    long all = arriving.addAndGet(bytes);
    if (bytes > 0
        && all > limits.process() / 4
        && all + allocated.getAsLong() > limits.process() + limits.process() / 4) {
      throw full();
    }
  }

  /** Waits until there is room for the account, or refuses it. */
  synchronized void await(StreamAccount account) {
    long begun = System.nanoTime();
    waiting++;
    try {
      while (isFull(account.tenant()) && !account.waitsForItself()) {
        account.requireRunning();
        account.tenant().measure();
        long now = System.nanoTime();
        long seen = allocated.getAsLong();
        if (seen < lastSeen) {
          givenBackNanos = now;
        }
        lastSeen = seen;
        if (now - Math.max(begun, givenBackNanos) >= limits.patience().toNanos()) {
          // What this one gives back lets the others go on; they wait for it anew.
          givenBackNanos = now;
          throw refusal(account.tenant());
        }
        wait(LOOK_MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VaneException(
          ErrorCode.SHUTTING_DOWN, "The gateway is stopping; send the stream again later.", e);
    } finally {
      waiting--;
    }
  }

  private VaneException refusal(Tenant tenant) {
    return isProcessFull() ? full() : tenantFull(tenant);
  }

  private VaneException full() {
    return new VaneException(
            ErrorCode.LIMIT_MEMORY,
            "The gateway holds %,d bytes of Arrow data, and its share of limits.memory is %,d. Send with fewer streams at once or smaller batches, or raise limits.memory."
                .formatted(allocated.getAsLong() + arriving.get(), limits.process()))
        .retryAfter(MemoryErrors.COME_AGAIN);
  }

  private VaneException tenantFull(Tenant tenant) {
    return new VaneException(
            ErrorCode.LIMIT_MEMORY,
            "Your streams hold %,d bytes of Arrow data in the gateway, and limits.tenant_share allows %,d. Send with fewer streams at once or smaller batches, or have the share raised."
                .formatted(tenant.held(), limits.tenant()))
        .retryAfter(MemoryErrors.COME_AGAIN);
  }
}
