package dev.vane.pivot.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Notes a run of random questions in the page that {@code vane.pivot.report} names. */
final class QuestionReport {
  private static final String HEAD =
      """
      # Random pivot questions

      Each line is a run of random questions over random tables whose answers were held to the plain
      evaluator of the tests. A run ends at its first difference. The profile `pivot-long` writes it.

      | at | engines | first seed | questions asked | differences |
      |---|---|---|---|---|
      """;

  private QuestionReport() {}

  static void write(String engines, long seed, long asked, int differences) {
    String page = System.getProperty("vane.pivot.report", "");
    if (page.isEmpty()) {
      return;
    }
    try {
      Path path = Path.of(page);
      if (!Files.exists(path)) {
        Files.writeString(path, HEAD);
      }
      Files.writeString(
          path,
          "| %s | %s | %d | %,d | %d |%n"
              .formatted(
                  Instant.now().truncatedTo(ChronoUnit.MINUTES), engines, seed, asked, differences),
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
