package dev.vane.config;

import java.nio.file.Path;

/**
 * Where a value came from.
 *
 * @param kind the kinds in rising precedence
 * @param text how it is shown: {@code vane.yaml:12}, {@code VANE_FLIGHT_PORT}, {@code command
 *     line}, {@code default}
 */
public record Origin(Kind kind, String text) {
  /** The kinds of places, each overriding those before it. */
  public enum Kind {
    DEFAULT,
    FILE,
    ENVIRONMENT,
    FLAG
  }

  static final Origin OF_DEFAULTS = new Origin(Kind.DEFAULT, "default");
  static final Origin OF_FLAGS = new Origin(Kind.FLAG, "command line");

  static Origin ofFile(Path file) {
    return new Origin(Kind.FILE, file.toString());
  }

  static Origin ofLine(Path file, int line) {
    return new Origin(Kind.FILE, file + ":" + line);
  }

  static Origin ofVariable(String variable) {
    return new Origin(Kind.ENVIRONMENT, variable);
  }
}
