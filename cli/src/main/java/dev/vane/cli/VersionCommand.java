package dev.vane.cli;

import dev.vane.cli.terminal.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says which version this is. */
@Command(
    name = "version",
    description = "Print the version of this build and its Java.",
    mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
  private final Console console;

  VersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.out().println("vane " + Version.text());
    console
        .out()
        .println("Java " + Runtime.version() + " (" + System.getProperty("java.vm.name") + ")");
    return ExitCode.DONE;
  }
}
