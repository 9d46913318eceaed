package dev.vane.cli.ingest;

import dev.vane.cli.output.SmallTable;
import dev.vane.cli.terminal.Amounts;
import dev.vane.client.PutReceipt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What became of the files so far, by the server's own numbers. Thread-safe, because a Ctrl-C asks
 * for it on a thread of its own: from then on no further file is begun and none is ended, but one
 * whose rows are all sent may still get its receipt.
 */
public final class IngestReport {
  private record Done(String file, PutReceipt receipt) {}

  private final long started = System.nanoTime();
  private final List<Done> done = new ArrayList<>();
  private String sending = "";
  private boolean committing;
  private boolean stopped;
  private LongSupplier kept = () -> -1;

  /** A file's first row is about to go out. */
  public void begin(String file) {
    goOnUnlessStopped();
    synchronized (this) {
      sending = file;
      committing = false;
      kept = () -> -1;
    }
  }

  /** The file that was begun is kept as far as this many rows, from which it can be resumed. */
  public synchronized void resumable(LongSupplier durableRows) {
    kept = durableRows;
  }

  /** All rows of the file are out. */
  public void sent() {
    goOnUnlessStopped();
    synchronized (this) {
      committing = true;
    }
  }

  /** The file's rows are on disk. */
  public synchronized void durable(String file, PutReceipt receipt) {
    done.add(new Done(file, receipt));
    sending = "";
    committing = false;
    notifyAll();
  }

  /** The file is given up. */
  public synchronized void failed() {
    sending = "";
    committing = false;
    notifyAll();
  }

  /** Lets the sending thread go no further once a Ctrl-C came; the process ends meanwhile. */
  public void goOnUnlessStopped() {
    synchronized (this) {
      if (!stopped) {
        return;
      }
    }
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the sending, and says what that leaves. Waits for a receipt that is due. */
  public synchronized String interrupt(long longestSeconds) {
    stopped = true;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(longestSeconds);
    try {
      while (committing && System.nanoTime() < deadline) {
        wait(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String current =
        sending.isEmpty()
            ? ""
            : committing
                ? " All of " + sending + " was sent, but its receipt did not come."
                : kept();
    return "Interrupted." + current + " Durable: " + total();
  }

  private String kept() {
    long rows = kept.getAsLong();
    return rows < 0
        ? " Nothing of " + sending + " is kept."
        : " %,d rows of %s are durable; the same command goes on after them."
            .formatted(rows, sending);
  }

  /** The receipts as rows; the table is the caller's to close. */
  public synchronized SmallTable table() {
    SmallTable rows =
        SmallTable.of()
            .text("file")
            .text("table")
            .number("rows")
            .number("version")
            .number("milliseconds");
    for (Done each : done) {
      PutReceipt receipt = each.receipt();
      rows.add(
          each.file(),
          String.join(".", receipt.table()),
          receipt.rowsProcessed(),
          receipt.version().isPresent() ? receipt.version().getAsLong() : null,
          receipt.duration().toMillis());
    }
    return rows;
  }

  /** Whether anything is durable. */
  public synchronized boolean isEmpty() {
    return done.isEmpty();
  }

  /** What is durable, in one sentence. */
  public synchronized String total() {
    if (done.isEmpty()) {
      return "nothing.";
    }
    long rows = done.stream().mapToLong(each -> each.receipt().rowsProcessed()).sum();
    long bytes = done.stream().mapToLong(each -> each.receipt().bytes()).sum();
    double seconds = (System.nanoTime() - started) / 1e9;
    String tables =
        done.stream()
            .map(each -> String.join(".", each.receipt().table()))
            .distinct()
            .collect(Collectors.joining(", "));
    return "%,d rows (%s) of %d %s in %s, %.1f s, %,.0f rows/s."
        .formatted(
            rows,
            Amounts.bytes(bytes),
            done.size(),
            done.size() == 1 ? "file" : "files",
            tables,
            seconds,
            rows / Math.max(seconds, 1e-9));
  }
}
