package dev.vane.gateway.apply;

import dev.vane.spi.CommitReceipt;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.MemoryErrors;
import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies groups of batches, and decides what becomes of those that fail.
 *
 * <p>What was acknowledged is in the log and is never refused: it fails as a whole and is tried
 * again. What was not acknowledged is refused, and only what is at fault: a group that fails is
 * tried sender by sender. A commit whose answer was lost is found in the table's ledger. Used by
 * one thread at a time.
 */
final class GroupApplier {
  private static final Logger LOG = LoggerFactory.getLogger(GroupApplier.class);

  private final Storage storage;
  private final TableId table;
  private final ApplyContext context;
  private final GroupCommit commit;
  private final Settlement settlement;

  /** Who counts batches that need nothing more, and tells their senders. */
  interface Settlement {
    void applied(List<PendingBatch> batches, long version);

    /** Their rows are in the table since some earlier version. */
    void appliedBefore(List<PendingBatch> batches);

    void refused(List<PendingBatch> batches, VaneException failure);
  }

  GroupApplier(Storage storage, TableId table, ApplyContext context, Settlement settlement) {
    this.storage = storage;
    this.table = table;
    this.context = context;
    this.commit = new GroupCommit(storage, table, context);
    this.settlement = settlement;
  }

  /** What follows a refused batch of the same sender must not be applied without it. */
  void refuseFollowers(List<PendingBatch> unlogged) {
    for (PendingBatch batch : unlogged) {
      batch.failedBefore().ifPresent(failure -> settlement.refused(List.of(batch), failure));
    }
  }

  /** Applies what it can of the group, from its beginning; false if it has to be tried again. */
  boolean apply(List<PendingBatch> group) {
    if (context.isClosed()) {
      return true;
    }
    long begun = System.nanoTime();
    List<PendingBatch> part = new ArrayList<>();
    try {
      CommitReceipt receipt = commit.commit(group, part);
      context
          .metrics()
          .applied(storage.name(), receipt.rows(), Duration.ofNanos(System.nanoTime() - begun));
      settlement.applied(part, receipt.version());
      return true;
    } catch (VaneException failure) {
      return failed(part.isEmpty() ? group.subList(0, 1) : part, failure);
    } catch (RuntimeException | OutOfMemoryError failure) {
      return failed(
          part.isEmpty() ? group.subList(0, 1) : part,
          MemoryErrors.of(failure)
              .orElseGet(
                  () ->
                      new VaneException(
                          ErrorCode.INTERNAL, "The batches could not be applied.", failure)));
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
        settlement.appliedBefore(there);
        return true;
      }
    }
    if (logged.isEmpty()) {
      return refuse(batches, failure);
    }
    if (logged.size() < batches.size()) {
      // Nobody was told of the others, so they may go; what was acknowledged is tried without them.
      settlement.refused(batches.stream().filter(batch -> !batch.isLogged()).toList(), failure);
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
      return commit.isInTable(batch);
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
      settlement.refused(batches, failure);
      return true;
    }
    List<PendingBatch> left = new ArrayList<>(batches);
    while (!left.isEmpty()) {
      Object sender = left.get(0).sender();
      List<PendingBatch> own = left.stream().filter(batch -> batch.sender() == sender).toList();
      left.removeAll(own);
      List<PendingBatch> part = new ArrayList<>();
      try {
        CommitReceipt receipt = commit.commit(own, part);
        settlement.applied(part, receipt.version());
        left.addAll(own.subList(part.size(), own.size()));
      } catch (VaneException alone) {
        settlement.refused(own, alone);
      }
    }
    return true;
  }
}
