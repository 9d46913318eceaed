package dev.vane.cli;

import dev.vane.cli.reference.ManPage;
import dev.vane.cli.terminal.Console;
import dev.vane.spi.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a man page. */
@Command(
    name = "man",
    description = "Print the man page of vane, or of one of its commands.",
    mixinStandardHelpOptions = true,
    footer = {"", "Read it:  vane man ingest | man -l -"})
final class ManCommand implements Callable<Integer> {
  private final Console console;
  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command; none for vane.")
  private List<String> path = new ArrayList<>();

  ManCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    CommandLine command = Objects.requireNonNull(spec).root().commandLine();
    for (String name : path) {
      CommandLine below = command.getSubcommands().get(name);
      if (below == null) {
        throw new UsageException(
            "There is no command '"
                + name
                + "'."
                + Suggestions.hint(name, command.getSubcommands().keySet()));
      }
      command = below;
    }
    console.out().print(ManPage.of(command, Version.text()));
    return ExitCode.DONE;
  }
}
