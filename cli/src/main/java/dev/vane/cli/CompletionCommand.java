package dev.vane.cli;

import dev.vane.cli.reference.Shell;
import dev.vane.cli.terminal.Console;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that lets a shell complete commands. */
@Command(
    name = "completion",
    description = "Print a script that lets a shell complete the commands and options of vane.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "bash, zsh:  source <(vane completion bash)",
      "fish:       vane completion fish > ~/.config/fish/completions/vane.fish"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Console console;
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  private Shell shell = Shell.BASH;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.out().print(shell.script(Objects.requireNonNull(spec).root().commandLine()));
    return ExitCode.DONE;
  }
}
