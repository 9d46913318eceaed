package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.cli.terminal.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Holds docs/delta.md to the commands that there are. */
class DeltaPageTest {
  @Test
  void everyCommandAndOptionIsOnThePageAndNoOther() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "delta.md"));
    CommandLine delta =
        Objects.requireNonNull(Main.commandLine(Console.ofProcess()).getSubcommands().get("delta"));
    delta
        .getSubcommands()
        .forEach(
            (name, command) -> {
              String row =
                  page.lines()
                      .filter(line -> line.startsWith("| `vane delta " + name))
                      .findFirst()
                      .orElseThrow(() -> new AssertionError(name + " is not on the page"));
              for (OptionSpec option : command.getCommandSpec().options()) {
                String longest = option.longestName();
                if (!Set.of("--help", "--version", "--output", "--server").contains(longest)) {
                  assertThat(row).as(name).contains(longest);
                }
              }
            });
    assertThat(page.lines().filter(line -> line.startsWith("| `vane delta ")))
        .hasSameSizeAs(delta.getSubcommands().keySet());
  }
}
