package dev.vane.cli.terminal;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command is connected to.
 *
 * @param outIsTerminal whether a person reads {@code out}, so that wide tables are cut
 * @param errIsTerminal whether a person reads {@code err}, so that progress is shown
 * @param width columns of the terminal
 */
public record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    int width,
    Map<String, String> environment) {
  private static final int USUAL_WIDTH = 100;

  public Console {
    environment = Map.copyOf(environment);
  }

  /**
   * The process's own. The launcher knows the terminal better than Java does and says so by
   * properties; without them, output is taken to be for programs.
   */
  public static Console ofProcess() {
    return new Console(
        System.in,
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        Boolean.getBoolean("vane.terminal.out"),
        Boolean.getBoolean("vane.terminal.err"),
        Integer.getInteger("vane.terminal.width", USUAL_WIDTH),
        System.getenv());
  }
}
