package dev.vane.cli.ingest;

import java.io.PrintStream;

/**
 * Says what is durable when the process is told to end while it sends. The process then ends with
 * the signal's exit code; the connection goes with it, and the gateway keeps nothing of a file that
 * was not complete.
 */
public final class CtrlC implements AutoCloseable {
  /** A commit that takes longer is waited for no more. */
  private static final long LONGEST_SECONDS = 30;

  private final PrintStream err;
  private Thread hook = new Thread();

  /**
   * Not watching yet.
   *
   * @param err where it is said
   */
  public CtrlC(PrintStream err) {
    this.err = err;
  }

  /** From now on a Ctrl-C is answered with what the report tells. */
  public void watch(IngestReport report) {
    hook =
        new Thread(
            () -> {
              err.println();
              err.println("vane: " + report.interrupt(LONGEST_SECONDS));
              err.flush();
            },
            "vane-interrupted");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending; the hook has the last word.
    }
  }
}
