package dev.vane.storage.delta;

import dev.vane.spi.MoveListener;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.hot.HotFile;
import dev.vane.storage.delta.hot.HotSegment;
import dev.vane.storage.delta.hot.HotSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when the rows of one table are moved, and moves them, one move at a time. A move that
 * fails is tried again, ever more slowly. Safe for many threads.
 */
final class HotMover {
  private static final Logger LOG = LoggerFactory.getLogger(HotMover.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** What a commit notes of each batch must stay a size that readers of a log are used to. */
  private static final long MOST_BATCHES = 100_000;

  private final HotTable table;
  private final HotMove move;
  private final HotSettings settings;
  private final MoveThreads threads;
  private final HotFile file;
  private final Supplier<@Nullable MoveListener> listener;
  private final ReentrantLock moving = new ReentrantLock();
  // Guarded by this.
  private boolean queued;
  private boolean timed;
  private int failures;

  HotMover(
      HotTable table,
      HotMove move,
      HotSettings settings,
      MoveThreads threads,
      HotFile file,
      Supplier<@Nullable MoveListener> listener) {
    this.table = table;
    this.move = move;
    this.settings = settings;
    this.threads = threads;
    this.file = file;
    this.listener = listener;
  }

  HotTable table() {
    return table;
  }

  /** Looks whether it is time to move, now or later. */
  synchronized void look() {
    if (queued || failures > 0) {
      return;
    }
    Optional<Duration> left = left();
    if (left.isEmpty()) {
      return;
    }
    if (left.get().isZero()) {
      queued = true;
      threads.execute(this::run);
    } else if (!timed) {
      timed = true;
      threads.schedule(this::timeIsUp, left.get());
    }
  }

  private synchronized void timeIsUp() {
    timed = false;
    look();
  }

  /** The time until the next move; empty when there is nothing to move. */
  private Optional<Duration> left() {
    boolean full =
        table.rows() >= settings.rows()
            || table.bytes() >= settings.bytes()
            || table.batches() >= MOST_BATCHES;
    return table
        .since()
        .map(since -> since.plus(settings.age()))
        .map(due -> Duration.between(Clock.systemUTC().instant(), due))
        .map(left -> full || left.isNegative() ? Duration.ZERO : left);
  }

  private void run() {
    boolean failed = false;
    try {
      flush();
    } catch (RuntimeException failure) {
      failed = true;
      LOG.warn(
          "Hot rows of the table {} could not be moved into its files ({}); they stay hot and are"
              + " moved later",
          table.id(),
          failure instanceof VaneException told ? told.text() : failure.toString(),
          failure);
      MoveListener hears = listener.get();
      if (hears != null) {
        hears.failed();
      }
    }
    ended(failed);
  }

  private synchronized void ended(boolean failed) {
    if (failed) {
      failures++;
      long seconds = Math.min(LONGEST_PAUSE.toSeconds(), 1L << Math.min(failures - 1, 10));
      threads.schedule(() -> threads.execute(this::run), Duration.ofSeconds(seconds));
      return;
    }
    failures = 0;
    queued = false;
    look();
  }

  /**
   * Moves all that is hot now.
   *
   * @return what was moved last; empty when nothing was hot
   * @throws VaneException when something stays hot
   */
  Optional<HotMove.Moved> flush() {
    moving.lock();
    try {
      // What an earlier move left comes first; as long as that fails, no more segments are begun.
      Optional<HotMove.Moved> left = moveAll(table.sealed());
      Optional<HotMove.Moved> last = moveAll(table.seal()).or(() -> left);
      if (last.isPresent()) {
        file.checkpoint();
      }
      return last;
    } finally {
      moving.unlock();
    }
  }

  /** Moves segments, as many at once as have the same columns. */
  private Optional<HotMove.Moved> moveAll(List<HotSegment> sealed) {
    Optional<HotMove.Moved> last = Optional.empty();
    int from = 0;
    while (from < sealed.size()) {
      int to = from + 1;
      while (to < sealed.size() && sealed.get(to).columns().equals(sealed.get(from).columns())) {
        to++;
      }
      last = Optional.of(move(sealed.subList(from, to)));
      from = to;
    }
    return last;
  }

  private HotMove.Moved move(List<HotSegment> segments) {
    long begun = System.nanoTime();
    HotMove.Moved moved = move.move(table.id(), segments, file.layouts().of(table.id()));
    table.remove(segments);
    MoveListener hears = listener.get();
    if (hears != null) {
      hears.moved(
          segments.stream().mapToLong(HotSegment::rows).sum(),
          Duration.ofNanos(System.nanoTime() - begun));
    }
    return moved;
  }
}
