package dev.vane.gateway.apply;

import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Puts the batches of one table into it, in their order.
 *
 * <p><b>Order.</b> Batches come in the order of the log, and leave the queue from its beginning,
 * one transaction after the other: one thread at a time is at work here, and other tables have
 * appliers of their own. {@link GroupCommit} makes rows, producers' offsets and the log's position
 * one transaction, so applying again after a crash finds what it has done.
 *
 * <p><b>Time.</b> Batches gather for a moment, so that a transaction has many rows; somebody who
 * waits (a query, a producer that is acknowledged after the commit) ends the moment.
 *
 * <p><b>Failure.</b> What was acknowledged is tried again until it goes in, ever more slowly; the
 * log keeps it meanwhile. What was not acknowledged is refused. {@link GroupApplier} tells them
 * apart.
 *
 * <p><b>Structure.</b> Batches are checked against the table as it is and applied later. Whoever
 * changes the table's columns or replaces its rows takes the {@link #structure} lock for writing,
 * which waits for the batches that passed the check, and counts the {@link #generation} up, which
 * tells open streams to check again.
 */
public final class TableApplier {
  private static final Duration GATHER = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final TableId table;
  private final ApplyContext context;
  private final ReentrantReadWriteLock structure = new ReentrantReadWriteLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progress = lock.newCondition();
  private final AtomicLong generation = new AtomicLong();
  private final GroupApplier groups;
  // What follows is guarded by the lock.
  private final BatchQueue queue = new BatchQueue();
  private long underWay;
  private long added;
  private long applied;
  private long version = -1;
  private boolean scheduled;
  private boolean running;
  private long hurryTo;
  private int failures;

  TableApplier(Storage storage, TableId table, ApplyContext context) {
    this.table = table;
    this.context = context;
    this.groups = new GroupApplier(storage, table, context, new Counted());
  }

  public TableId table() {
    return table;
  }

  /** Held for reading while a batch is checked and taken, for writing while the table changes. */
  public ReentrantReadWriteLock structure() {
    return structure;
  }

  /** Counts changes of the table's columns or replacements of its rows. */
  public long generation() {
    return generation.get();
  }

  /** The table was changed; under the structure lock. */
  public void changed() {
    generation.incrementAndGet();
  }

  /** A batch has passed the check and is on its way here. */
  void expect() {
    locked(() -> underWay++);
  }

  /** It will not come. */
  void unexpect() {
    lock.lock();
    try {
      underWay--;
      progress.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes a batch; one that was expected counts no more as that. */
  void add(PendingBatch batch, boolean expected, boolean hurry) {
    lock.lock();
    try {
      underWay -= expected ? 1 : 0;
      queue.add(batch);
      added++;
      hurryTo = hurry ? added : hurryTo;
      schedule();
    } finally {
      lock.unlock();
    }
  }

  /** Batches that wait. */
  public long waiting() {
    return locked(() -> added - applied);
  }

  /** The version of the newest commit made here; −1 for none. */
  public long version() {
    return locked(() -> version);
  }

  /**
   * Waits until what is here now is in the table.
   *
   * @param withUnderWay also for what is still on its way to the log
   * @return false if that took longer than it may
   */
  public boolean await(Duration patience, boolean withUnderWay) throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      long goal = added + (withUnderWay ? underWay : 0);
      while (applied < goal && !(applied == added && underWay == 0)) {
        hurryTo = Math.max(hurryTo, goal);
        schedule();
        if (left <= 0) {
          return false;
        }
        left = progress.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock. */
  private void schedule() {
    if (running || queue.isEmpty() || context.isClosed()) {
      return;
    }
    if (failures > 0) {
      return; // The pause after a failure is over when its timer says so.
    }
    if (isTime()) {
      running = true;
      context.execute(this::run);
    } else if (!scheduled) {
      scheduled = true;
      context.schedule(() -> timeIsUp(0), GATHER);
    }
  }

  /** Whether what waits need not gather any longer; under the lock. */
  private boolean isTime() {
    return applied < hurryTo || queue.hasGroup();
  }

  /** A timer's word: what waited has gathered, or the pause after failures is over. */
  private void timeIsUp(int failuresBefore) {
    lock.lock();
    try {
      scheduled = false;
      if (!running && !queue.isEmpty() && !context.isClosed()) {
        running = true;
        failures = failuresBefore;
        context.execute(this::run);
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    boolean more = true;
    while (more) {
      List<PendingBatch> group = next();
      boolean done = group.isEmpty() || groups.apply(group);
      lock.lock();
      try {
        if (!done) {
          pause();
          more = false;
        } else if (context.isClosed() || queue.isEmpty() || !isTime()) {
          running = false;
          more = false;
          if (!context.isClosed()) {
            schedule();
          }
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Under the lock. */
  private void pause() {
    running = false;
    failures++;
    long seconds = Math.min(LONGEST_PAUSE.toSeconds(), 1L << Math.min(failures - 1, 10));
    int before = failures;
    scheduled = true;
    context.schedule(() -> timeIsUp(before), Duration.ofSeconds(seconds));
  }

  /** The batches of the next transaction. */
  private List<PendingBatch> next() {
    groups.refuseFollowers(locked(queue::unlogged));
    return locked(queue::group);
  }

  /** What becomes of batches that need nothing more. */
  private final class Counted implements GroupApplier.Settlement {
    @Override
    public void applied(List<PendingBatch> batches, long newVersion) {
      settle(batches, newVersion, batch -> batch.applied(newVersion));
    }

    @Override
    public void appliedBefore(List<PendingBatch> batches) {
      applied(batches, version());
    }

    @Override
    public void refused(List<PendingBatch> batches, VaneException failure) {
      settle(batches, version(), batch -> batch.refused(failure));
    }

    /** Senders hear of it first, so that whoever waited for the count finds all of them told. */
    private void settle(
        List<PendingBatch> batches, long newVersion, Consumer<PendingBatch> telling) {
      lock.lock();
      try {
        queue.remove(batches);
      } finally {
        lock.unlock();
      }
      batches.forEach(telling);
      lock.lock();
      try {
        applied += batches.size();
        version = Math.max(version, newVersion);
        failures = 0;
        progress.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a transaction that runs, and gives the memory of what waits back. */
  void close() throws InterruptedException {
    lock.lock();
    try {
      while (running) {
        progress.await(100, TimeUnit.MILLISECONDS);
      }
      queue.free();
    } finally {
      lock.unlock();
    }
  }
}
