package dev.vane.cli;

import dev.vane.cli.terminal.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One command that was run in this process, with what it printed. */
final class CommandRun {
  private final int exitCode;
  private final byte[] out;
  private final String err;

  private CommandRun(int exitCode, byte[] out, String err) {
    this.exitCode = exitCode;
    this.out = out;
    this.err = err;
  }

  static CommandRun of(String... arguments) {
    return withInput(new byte[0], arguments);
  }

  static CommandRun withInput(byte[] input, String... arguments) {
    return run(input, Map.of(), arguments);
  }

  /** Runs it in an environment. */
  static CommandRun in(Map<String, String> environment, String... arguments) {
    return run(new byte[0], environment, arguments);
  }

  private static CommandRun run(
      byte[] input, Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(input),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            100,
            environment);
    int exitCode = Main.run(console, arguments);
    return new CommandRun(exitCode, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  int exitCode() {
    return exitCode;
  }

  /** What it printed to standard output. */
  byte[] bytes() {
    return out;
  }

  /** The same, as text. */
  String out() {
    return new String(out, StandardCharsets.UTF_8);
  }

  /** What it printed to standard error. */
  String err() {
    return err;
  }
}
