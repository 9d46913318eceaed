package dev.vane.pivot.answer;

import java.util.Optional;

/**
 * What of a layout is sent, by places among its presented paths.
 *
 * @param rowTo the place after the last row path
 * @param columnTo the place after the last column path
 * @param truncated whether column paths were left out because of a limit
 * @param nextCursor where the next page goes on, if there is one
 */
public record PivotPart(
    int rowFrom,
    int rowTo,
    int columnFrom,
    int columnTo,
    boolean truncated,
    Optional<String> nextCursor) {
  int rows() {
    return rowTo - rowFrom;
  }

  int columns() {
    return columnTo - columnFrom;
  }
}
