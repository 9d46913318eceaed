package dev.vane.cli.terminal;

import java.io.IOException;
import java.time.Duration;

/** Shows something again and again, until the process is told to end. */
public final class Watch {
  /** What is shown. */
  @FunctionalInterface
  public interface View {
    /** Prints it once. */
    void show() throws IOException;
  }

  private Watch() {}

  /**
   * On a terminal each view takes the place of the one before. Returns when the thread is
   * interrupted; a view that fails ends it.
   */
  public static void run(Console console, Duration pause, View view) throws IOException {
    while (true) {
      if (console.outIsTerminal()) {
        console.out().print("\033[H\033[2J");
      }
      view.show();
      console.out().flush();
      try {
        Thread.sleep(pause.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
