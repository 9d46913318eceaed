package dev.vane.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Says how far something is: on a terminal by a line that is drawn anew, in a log by a plain line
 * now and then, and not at all where quiet is asked for. Not thread-safe.
 */
public final class Progress implements AutoCloseable {
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LOG_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int BAR = 24;

  private final PrintStream out;
  private final boolean drawn;
  private final boolean quiet;
  private final String what;
  private final long started = System.nanoTime();
  private long last = started;
  private boolean dirty;

  /**
   * Starts the clock.
   *
   * @param what stands before the numbers
   * @param quiet whether nothing is said
   */
  public Progress(Console console, String what, boolean quiet) {
    this.out = console.err();
    this.drawn = console.errIsTerminal();
    this.what = what;
    this.quiet = quiet;
  }

  /**
   * Tells how far a transfer is.
   *
   * @param bytes of the rows so far; negative if they are not counted
   * @param fraction from 0 to 1; negative if it is not known
   */
  public void update(long rows, long bytes, double fraction) {
    tell(
        () -> {
          double seconds = seconds();
          return "%s%,d rows%s, %,.0f rows/s%s"
              .formatted(
                  bar(fraction),
                  rows,
                  bytes < 0 ? "" : ", " + Amounts.bytes(bytes),
                  rows / Math.max(1e-9, seconds),
                  remaining(seconds, fraction));
        });
  }

  /**
   * Tells how far a step of something else than a transfer is.
   *
   * @param total of what there is to do; 0 if that is not known
   */
  public void step(String step, long done, long total) {
    tell(
        () ->
            "%s%s %,d of %,d"
                .formatted(bar(total > 0 ? (double) done / total : -1), step, done, total));
  }

  private void tell(Supplier<String> text) {
    long now = System.nanoTime();
    if (quiet || (drawn ? dirty && now - last < REDRAW_NANOS : now - last < LOG_NANOS)) {
      return;
    }
    last = now;
    if (drawn) {
      dirty = true;
      out.printf("\r\033[K%s %s", what, text.get());
      out.flush();
    } else {
      out.println(what + " " + text.get());
    }
  }

  private String bar(double fraction) {
    if (fraction < 0 || !drawn) {
      return "";
    }
    int full = (int) Math.min(BAR, Math.round(fraction * BAR));
    return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] ";
  }

  private static String remaining(double seconds, double fraction) {
    return fraction > 0 && fraction < 1
        ? ", about " + Amounts.seconds(seconds * (1 - fraction) / fraction) + " left"
        : "";
  }

  /** Seconds since the start. */
  public double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  /** Takes the line away, to make room for others. */
  public void clear() {
    if (dirty) {
      dirty = false;
      out.print("\r\033[K");
      out.flush();
    }
  }

  @Override
  public void close() {
    clear();
  }
}
