package dev.vane.pivot;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What of an answer is sent. Nothing here changes a value, but for a limit that makes others of
 * columns.
 *
 * @param pageSize presented row paths of one page
 * @param cursor where the page begins; empty for the first
 * @param rowRange the presented row paths sent; never together with pages
 * @param columnRange the presented column paths sent, each with its measures
 * @param columnLimit how wide the answer may become; the gateway's own limit applies besides
 * @param explain whether the answer is how the question is answered
 */
public record Presentation(
    OptionalLong pageSize,
    Optional<String> cursor,
    Optional<Range> rowRange,
    Optional<Range> columnRange,
    Optional<ColumnLimit> columnLimit,
    boolean explain) {
  /** All of the answer. */
  public static final Presentation WHOLE =
      new Presentation(
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false);

  /** What of it the cube depends on. */
  Presentation ofCube() {
    return new Presentation(
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        columnLimit.filter(ColumnLimit::makesOthers),
        false);
  }

  /** The same without pages: what a cursor stays true to. */
  Presentation withoutPages() {
    return new Presentation(
        OptionalLong.empty(), Optional.empty(), rowRange, columnRange, columnLimit, false);
  }
}
