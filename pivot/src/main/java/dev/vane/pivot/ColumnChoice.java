package dev.vane.pivot;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which of the column axis' leaf paths are presented, and how NULL is called in their names. Totals
 * stay those of the whole.
 *
 * @param top most leaf paths
 * @param orderBy the alias of the measure whose totals order the axis, the greatest first
 * @param cursor the leaf path after which the presented ones begin, as text
 * @param nullLabel what stands for NULL in the names of fields
 */
public record ColumnChoice(
    OptionalLong top, Optional<String> orderBy, Optional<String> cursor, String nullLabel) {
  static final String NULL_LABEL = "(null)";

  /** The whole axis. */
  public static final ColumnChoice ALL =
      new ColumnChoice(OptionalLong.empty(), Optional.empty(), Optional.empty(), NULL_LABEL);

  /** Whether leaf paths may be left out. */
  public boolean cuts() {
    return top.isPresent() || cursor.isPresent();
  }
}
