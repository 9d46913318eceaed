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
    allowUnsafeBuffers();
    LogSetup.apply(LogSetup.QUIET);
    System.exit(run(Console.ofProcess(), arguments));
  }

  /**
   * From Java 24 on, Netty gives up the buffers that Arrow needs unless it is told otherwise. The
   * launcher's flags say so; a jar's manifest cannot, so it is said here, before Netty is loaded.
   */
  private static void allowUnsafeBuffers() {
    if (System.getProperty("io.netty.noUnsafe") == null) {
      System.setProperty("io.netty.noUnsafe", "false");
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
