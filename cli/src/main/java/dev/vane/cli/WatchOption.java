package dev.vane.cli;

import dev.vane.cli.terminal.Console;
import dev.vane.cli.terminal.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that shows an answer again and again. */
final class WatchOption {
  @Option(
      names = "--watch",
      arity = "0..1",
      fallbackValue = "2",
      paramLabel = "SECONDS",
      description = "Show it again after so many seconds (2 if not said), until Ctrl-C.")
  private Optional<Double> seconds = Optional.empty();

  boolean isPresent() {
    return seconds.isPresent();
  }

  /** Shows it once, or again and again. */
  void show(Console console, Watch.View view) throws IOException {
    if (seconds.isEmpty()) {
      view.show();
      return;
    }
    if (seconds.get() <= 0) {
      throw new UsageException("--watch takes more than 0 seconds.");
    }
    Watch.run(console, Duration.ofMillis(Math.round(seconds.get() * 1000)), view);
  }
}
