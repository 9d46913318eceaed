package dev.vane.cli;

import dev.vane.cli.terminal.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Where the process starts. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    prepareBuffers();
    LogSetup.apply(LogSetup.QUIET);
    System.exit(run(Console.ofProcess(), arguments));
  }

  /**
   * What Netty reads when it is loaded, and a jar's manifest cannot say. From Java 24 on it gives
   * up the buffers that Arrow needs unless it is told otherwise. Without reflection it takes memory
   * from Java, which writes zeros to it that the next copy overwrites. Arrow rounds what it asks
   * for as if Netty's chunks had 16 MiB; in those of 4 MiB, Netty's own, no message of a bulk
   * stream fits, and each takes pages from the system and gives them back.
   */
  private static void prepareBuffers() {
    setDefault("io.netty.noUnsafe", "false");
    setDefault("io.netty.tryReflectionSetAccessible", "true");
    setDefault("io.netty.allocator.maxOrder", "11");
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** Runs one command; the exit code is returned, so that tests can run commands in process. */
  static int run(Console console, String... arguments) {
    CommandLine line = commandLine(console);
    int exitCode = line.execute(arguments);
    console.out().flush();
    console.err().flush();
    return exitCode;
  }

  static CommandLine commandLine(Console console) {
    FailureReport report = new FailureReport(console);
    CommandLine line = new CommandLine(new VaneCommand());
    Commands.all(console).forEach(line::addSubcommand);
    return line.setOut(writer(console.out()))
        .setErr(writer(console.err()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((failure, given) -> report.usage(failure))
        .setExecutionExceptionHandler((failure, command, parsed) -> report.failure(failure));
  }

  private static PrintWriter writer(PrintStream out) {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }
}
