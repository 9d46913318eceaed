package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.cli.terminal.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Holds docs/delta.md to the commands that there are. */
class DeltaPageTest {
  @Test
  void everyCommandAndOptionIsOnThePageAndNoOther() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "delta.md"));
    CommandLine delta =
        Objects.requireNonNull(Main.commandLine(Console.ofProcess()).getSubcommands().get("delta"));
    Set<String> common = new HashSet<>(Set.of("--help", "--version", "--output"));
    CommandSpec.forAnnotatedObject(new ServerOption())
        .options()
        .forEach(option -> common.add(option.longestName()));
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
                if (!common.contains(longest)) {
                  assertThat(row).as(name).contains(longest);
                }
              }
            });
    assertThat(page.lines().filter(line -> line.startsWith("| `vane delta ")))
        .hasSameSizeAs(delta.getSubcommands().keySet());
  }
}
