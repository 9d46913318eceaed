package dev.vane.gateway.apply;

import dev.vane.spi.Capability;
import dev.vane.spi.CommitReceipt;
import dev.vane.spi.CrashPoint;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.RecordedCommit;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import dev.vane.spi.TableLedger;
import dev.vane.spi.TableWriter;
import dev.vane.spi.TieredStorage;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the batches of one table into it, in their order. They gather for a moment, so that a
 * transaction has many rows; somebody who waits (a query, a producer that is acknowledged after the
 * commit) ends the moment. Rows, producers' offsets and the log's position are one transaction, so
 * applying again after a crash finds what it has done.
 *
 * <p><b>Failure.</b> What was acknowledged is tried again until it goes in, ever more slowly; the
 * log keeps it meanwhile, and other tables have appliers of their own. What was not acknowledged is
 * refused, and only what is at fault: a group that fails is tried producer by producer.
 *
 * <p><b>Structure.</b> Batches are checked against the table as it is and applied later. Whoever
 * changes the table's columns or replaces its rows takes the {@link #structure} lock for writing,
 * which waits for the batches that passed the check, and counts the {@link #generation} up, which
 * tells open streams to check again.
 */
public final class TableApplier {
  private static final Logger LOG = LoggerFactory.getLogger(TableApplier.class);
  private static final long GROUP_ROWS = 4 * WriteOptions.DEFAULT_CHUNK_ROWS;
  private static final long GROUP_BYTES = 64L << 20;
  private static final Duration GATHER = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final Storage storage;
  private final TableId table;
  private final ApplyContext context;
  private final ReentrantReadWriteLock structure = new ReentrantReadWriteLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progress = lock.newCondition();
  private final Deque<PendingBatch> waiting = new ArrayDeque<>();
  private long waitingRows;
  private long waitingBytes;
  private long underWay;
  private long added;
  private long applied;
  private long version = -1;
  private boolean scheduled;
  private boolean running;
  private long hurryTo;
  private int failures;
  private final AtomicLong generation = new AtomicLong();

  TableApplier(Storage storage, TableId table, ApplyContext context) {
    this.storage = storage;
    this.table = table;
    this.context = context;
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
    lock.lock();
    try {
      underWay++;
    } finally {
      lock.unlock();
    }
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
      waiting.add(batch);
      added++;
      waitingRows += batch.head().rows();
      waitingBytes += batch.head().bytes();
      hurryTo = hurry ? added : hurryTo;
      schedule();
    } finally {
      lock.unlock();
    }
  }

  /** Batches that wait. */
  public long waiting() {
    lock.lock();
    try {
      return added - applied;
    } finally {
      lock.unlock();
    }
  }

  /** The version of the newest commit made here; −1 for none. */
  public long version() {
    lock.lock();
    try {
      return version;
    } finally {
      lock.unlock();
    }
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
    if (running || waiting.isEmpty() || context.isClosed()) {
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
      context.schedule(this::gathered, GATHER);
    }
  }

  /** Whether what waits need not gather any longer; under the lock. */
  private boolean isTime() {
    return applied < hurryTo || waitingRows >= GROUP_ROWS || waitingBytes >= GROUP_BYTES;
  }

  private void gathered() {
    lock.lock();
    try {
      scheduled = false;
      failures = 0;
      if (!running && !waiting.isEmpty() && !context.isClosed()) {
        running = true;
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
      boolean done = group.isEmpty() || apply(group);
      lock.lock();
      try {
        if (!done) {
          pause();
          more = false;
        } else if (context.isClosed() || waiting.isEmpty() || !isTime()) {
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
    context.schedule(
        () -> {
          lock.lock();
          try {
            scheduled = false;
            if (!running && !waiting.isEmpty() && !context.isClosed()) {
              running = true;
              failures = before;
              context.execute(this::run);
            }
          } finally {
            lock.unlock();
          }
        },
        Duration.ofSeconds(seconds));
  }

  /** The batches of the next transaction: those that follow each other with the same columns. */
  private List<PendingBatch> next() {
    refuseFollowers();
    lock.lock();
    try {
      List<PendingBatch> group = new ArrayList<>();
      long rows = 0;
      long bytes = 0;
      for (PendingBatch batch : waiting) {
        if (rows >= GROUP_ROWS || bytes >= GROUP_BYTES) {
          break;
        }
        group.add(batch);
        rows += batch.head().rows();
        bytes += batch.head().bytes();
      }
      return group;
    } finally {
      lock.unlock();
    }
  }

  /** What follows a refused batch of the same sender must not be applied without it. */
  private void refuseFollowers() {
    List<PendingBatch> unlogged;
    lock.lock();
    try {
      unlogged = waiting.stream().filter(batch -> !batch.isLogged()).toList();
    } finally {
      lock.unlock();
    }
    for (PendingBatch batch : unlogged) {
      batch.failedBefore().ifPresent(failure -> refuseAll(List.of(batch), failure));
    }
  }

  /** Applies what it can of the group, from its beginning; false if it has to be tried again. */
  private boolean apply(List<PendingBatch> group) {
    if (context.isClosed()) {
      return true;
    }
    long begun = System.nanoTime();
    List<PendingBatch> part = new ArrayList<>();
    try {
      CommitReceipt receipt = commit(group, part);
      context
          .metrics()
          .applied(storage.name(), receipt.rows(), Duration.ofNanos(System.nanoTime() - begun));
      finish(part, receipt.version());
      return true;
    } catch (VaneException failure) {
      return failed(part.isEmpty() ? group.subList(0, 1) : part, failure);
    } catch (RuntimeException failure) {
      return failed(
          part.isEmpty() ? group.subList(0, 1) : part,
          new VaneException(ErrorCode.INTERNAL, "The batches could not be applied.", failure));
    }
  }

  /**
   * Commits the first batches of the group, as far as their columns are the same and all of them
   * are in the log or none is.
   *
   * @param part gets the batches that the commit has
   */
  private CommitReceipt commit(List<PendingBatch> group, List<PendingBatch> part) {
    MarksBuilder marks = new MarksBuilder(context.logId());
    boolean isLogged = group.get(0).isLogged();
    byte @Nullable [] schemaBytes = null;
    TableWriter writer = null;
    try (DictionaryProvider.MapDictionaryProvider none =
        new DictionaryProvider.MapDictionaryProvider()) {
      VectorSchemaRoot rows = null;
      try {
        for (PendingBatch batch : group) {
          if (batch.isLogged() != isLogged) {
            break;
          }
          if (batch.head().hasRows()) {
            try (ArrowBuf bytes = batch.bytes(context.allocator())) {
              byte[] its =
                  EntryCodec.schema(bytes.nioBuffer(0, (int) bytes.writerIndex()), batch.head());
              if (schemaBytes == null) {
                schemaBytes = its;
                Schema schema = EntryCodec.parseSchema(its);
                writer = open(schema, isLogged);
                rows = VectorSchemaRoot.create(schema, context.allocator());
              } else if (!EntryCodec.sameSchema(schemaBytes, its)) {
                break;
              }
              VectorSchemaRoot target = rows;
              TableWriter open = writer;
              if (target != null && open != null) {
                part.add(batch);
                EntryCodec.load(bytes, batch.head(), target);
                open.append(target, none);
                target.clear();
              }
            }
          } else {
            part.add(batch);
          }
          marks.add(batch);
        }
        if (writer == null) {
          writer = open(context.schemaOf(storage, table), isLogged);
        }
        CrashPoint.reach("apply.rows");
        CommitReceipt receipt = writer.commit(marks.build());
        CrashPoint.reach("apply.committed");
        return receipt;
      } finally {
        if (rows != null) {
          rows.close();
        }
      }
    } finally {
      if (writer != null) {
        writer.close();
      }
    }
  }

  /**
   * What the log holds may stay before the table's files for a while; who waits for the table's own
   * commit gets that.
   */
  private TableWriter open(Schema schema, boolean isLogged) {
    return isLogged && storage instanceof TieredStorage tiered
        ? tiered.openHotWriter(table, schema, options())
        : storage.openWriter(table, schema, options());
  }

  /** The columns were checked against the table before; it may have got more since. */
  private WriteOptions options() {
    return WriteOptions.append()
        .withSchemaMode(
            storage.capabilities().contains(Capability.SCHEMA_MERGE)
                ? SchemaMode.MERGE
                : SchemaMode.STRICT);
  }

  private void finish(List<PendingBatch> batches, long newVersion) {
    lock.lock();
    try {
      for (PendingBatch batch : batches) {
        waiting.removeFirstOccurrence(batch);
        waitingRows -= batch.head().rows();
        waitingBytes -= batch.head().bytes();
      }
    } finally {
      lock.unlock();
    }
    for (PendingBatch batch : batches) {
      batch.applied(newVersion);
    }
    counted(batches.size(), newVersion);
  }

  private void counted(int batches, long newVersion) {
    lock.lock();
    try {
      applied += batches;
      version = Math.max(version, newVersion);
      failures = 0;
      progress.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether to go on at once. */
  private boolean failed(List<PendingBatch> batches, VaneException failure) {
    context.metrics().applyFailed(storage.name());
    List<PendingBatch> logged = batches.stream().filter(PendingBatch::isLogged).toList();
    if (failure.code() == ErrorCode.LEDGER_MOVED) {
      // The commit had happened and its answer was lost, or another gateway was sent the same.
      List<PendingBatch> there = logged.stream().filter(this::isInTable).toList();
      if (!there.isEmpty()) {
        finish(there, version());
        return true;
      }
    }
    if (logged.isEmpty()) {
      return refuse(batches, failure);
    }
    if (logged.size() < batches.size()) {
      // Nobody was told of the others, so they may go; what was acknowledged is tried without them.
      refuseAll(batches.stream().filter(batch -> !batch.isLogged()).toList(), failure);
      return true;
    }
    LOG.warn(
        "{} acknowledged batches could not be put into the table {} ({}); they stay in the log and"
            + " are tried again",
        logged.size(),
        table,
        failure.text(),
        failure);
    return false;
  }

  private boolean isInTable(PendingBatch batch) {
    try {
      TableLedger ledger = storage.ledger(table);
      OptionalLong position = ledger.position(context.logId());
      if (position.isPresent() && position.getAsLong() >= batch.position().orElse(Long.MAX_VALUE)) {
        return true;
      }
      EntryHead head = batch.head();
      return head.key()
          .flatMap(key -> head.hasRows() ? ledger.covering(key, head.offset()) : ledger.newest(key))
          .map(RecordedCommit::entry)
          .filter(
              entry ->
                  head.hasRows()
                      ? entry.digest(head.offset()).filter(head.digest()::equals).isPresent()
                      : entry.epoch() >= head.epoch())
          .isPresent();
    } catch (VaneException failure) {
      LOG.debug("The ledger of {} can't be read", table, failure);
      return false;
    }
  }

  /**
   * Nobody was told of these batches. Each sender's are tried alone, and only what fails then goes.
   */
  private boolean refuse(List<PendingBatch> batches, VaneException failure) {
    Object first = batches.get(0).sender();
    if (batches.stream().allMatch(batch -> batch.sender() == first)) {
      refuseAll(batches, failure);
      return true;
    }
    List<PendingBatch> left = new ArrayList<>(batches);
    while (!left.isEmpty()) {
      Object sender = left.get(0).sender();
      List<PendingBatch> own = left.stream().filter(batch -> batch.sender() == sender).toList();
      left.removeAll(own);
      List<PendingBatch> part = new ArrayList<>();
      try {
        CommitReceipt receipt = commit(own, part);
        finish(part, receipt.version());
        left.addAll(own.subList(part.size(), own.size()));
      } catch (VaneException alone) {
        refuseAll(own, alone);
      }
    }
    return true;
  }

  private void refuseAll(List<PendingBatch> batches, VaneException failure) {
    lock.lock();
    try {
      for (PendingBatch batch : batches) {
        waiting.removeFirstOccurrence(batch);
        waitingRows -= batch.head().rows();
        waitingBytes -= batch.head().bytes();
      }
    } finally {
      lock.unlock();
    }
    batches.forEach(batch -> batch.refused(failure));
    counted(batches.size(), version());
  }

  /** Waits for a transaction that runs, and gives the memory of what waits back. */
  void close() throws InterruptedException {
    lock.lock();
    try {
      while (running) {
        progress.await(100, TimeUnit.MILLISECONDS);
      }
      waiting.forEach(PendingBatch::free);
    } finally {
      lock.unlock();
    }
  }
}
