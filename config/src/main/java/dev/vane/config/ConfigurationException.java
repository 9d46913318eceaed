package dev.vane.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration is refused. Carries all its problems, not only the first. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  // Problems are records of texts, but records are not serializable unless they say so.
  private final transient List<Problem> problems;

  ConfigurationException(List<Problem> problems) {
    super(describe(problems));
    this.problems = List.copyOf(problems);
  }

  /** At least one, in the order in which they were found. */
  public List<Problem> problems() {
    return problems;
  }

  private static String describe(List<Problem> problems) {
    String heading =
        problems.size() == 1
            ? "The configuration has a problem:"
            : "The configuration has %d problems:".formatted(problems.size());
    return problems.stream()
        .map(problem -> "  - " + problem.message())
        .collect(Collectors.joining("\n", heading + "\n", ""));
  }
}
