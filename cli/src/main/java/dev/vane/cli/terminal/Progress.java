package dev.vane.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A line on the terminal that says how far a transfer is. Silent where nobody watches. Not
 * thread-safe.
 */
public final class Progress implements AutoCloseable {
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final int BAR = 24;

  private final PrintStream out;
  private final boolean shown;
  private final String what;
  private final long started = System.nanoTime();
  private long drawn;
  private boolean dirty;

  /**
   * Starts the clock.
   *
   * @param what stands before the numbers
   */
  public Progress(Console console, String what) {
    this.out = console.err();
    this.shown = console.errIsTerminal();
    this.what = what;
  }

  /**
   * Tells how far it is.
   *
   * @param fraction from 0 to 1; negative if it is not known
   */
  public void update(long rows, double fraction) {
    draw(() -> "%s%,d rows, %,.0f rows/s".formatted(bar(fraction), rows, rate(rows)));
  }

  /**
   * Tells how far a step of something else than a transfer is.
   *
   * @param total of what there is to do; 0 if that is not known
   */
  public void step(String step, long done, long total) {
    draw(
        () ->
            "%s%s %,d of %,d"
                .formatted(bar(total > 0 ? (double) done / total : -1), step, done, total));
  }

  private void draw(Supplier<String> text) {
    long now = System.nanoTime();
    if (!shown || (dirty && now - drawn < REDRAW_NANOS)) {
      return;
    }
    drawn = now;
    dirty = true;
    out.printf("\r\033[K%s %s", what, text.get());
    out.flush();
  }

  private static String bar(double fraction) {
    if (fraction < 0) {
      return "";
    }
    int full = (int) Math.min(BAR, Math.round(fraction * BAR));
    return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] ";
  }

  /** Rows a second since the start. */
  private double rate(long rows) {
    return rows / Math.max(1e-9, (System.nanoTime() - started) / 1e9);
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
