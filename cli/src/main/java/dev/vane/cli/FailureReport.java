package dev.vane.cli;

import dev.vane.cli.terminal.Console;
import dev.vane.client.VaneClientException;
import dev.vane.config.ConfigurationException;
import dev.vane.spi.VaneException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells a person why a command failed and what to do, and gives the exit code. */
final class FailureReport {
  private final Console console;

  FailureReport(Console console) {
    this.console = console;
  }

  /** The command line could not be understood. */
  int usage(ParameterException failure) {
    PrintStream err = console.err();
    err.println("vane: " + failure.getMessage());
    CommandLine line = failure.getCommandLine();
    if (!UnmatchedArgumentException.printSuggestions(failure, line.getErr())) {
      err.println(line.getUsageMessage(CommandLine.Help.Ansi.OFF).lines().findFirst().orElse(""));
    }
    err.println("Try: " + line.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  /** The command ran and failed. */
  int failure(Exception failure) {
    if (failure instanceof UsageException) {
      return tell("vane: " + failure.getMessage(), ExitCode.USAGE);
    }
    if (failure instanceof VaneClientException refused) {
      return refusal(refused);
    }
    if (failure instanceof VaneException fault) {
      // It happened here; only what a server says has other exit codes.
      return tell("vane: " + fault.code() + ": " + fault.text(), ExitCode.FAILED);
    }
    if (failure instanceof ConfigurationException) {
      return tell(String.valueOf(failure.getMessage()), ExitCode.FAILED);
    }
    if (failure instanceof NoSuchFileException missing) {
      return tell("vane: There is no file " + missing.getFile() + ".", ExitCode.FAILED);
    }
    if (failure instanceof AccessDeniedException denied) {
      return tell("vane: The file " + denied.getFile() + " may not be read.", ExitCode.FAILED);
    }
    String message = failure.getMessage();
    return tell("vane: " + (message == null ? failure.toString() : message), ExitCode.FAILED);
  }

  private int refusal(VaneClientException failure) {
    PrintStream err = console.err();
    err.println("vane: " + failure.code() + ": " + failure.text());
    failure
        .id()
        .ifPresent(id -> err.println("      The gateway's log has more under the id " + id + "."));
    if (failure.code().equals(VaneClientException.UNREACHABLE)) {
      err.println(
          "      Start one with `vane serve`, or name another with --server grpc://HOST:PORT.");
    } else if (failure.retryable()) {
      err.println("      The same command may succeed later.");
    }
    return ExitCode.of(failure);
  }

  private int tell(String message, int exitCode) {
    console.err().println(message);
    return exitCode;
  }
}
