package dev.vane.spi;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The nearest valid name, for messages about unknown ones. */
public final class Suggestions {
  private Suggestions() {}

  /**
   * The candidate nearest to the unknown text by edit distance, ignoring case, if any is near
   * enough to be a slip: at most a third of its length, at least one.
   */
  public static Optional<String> nearest(String unknown, Collection<String> candidates) {
    String needle = unknown.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .filter(
            candidate ->
                distance(needle, candidate.toLowerCase(Locale.ROOT))
                    <= Math.max(1, Math.max(needle.length(), candidate.length()) / 3))
        .min(
            Comparator.comparingInt(
                    (String candidate) -> distance(needle, candidate.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** " Did you mean 'x'?" or the list of what is valid, to end a message with. */
  public static String hint(String unknown, Collection<String> candidates) {
    return nearest(unknown, candidates)
        .map(near -> " Did you mean " + Names.quoted(near) + "?")
        .orElseGet(
            () ->
                candidates.isEmpty()
                    ? ""
                    : " Valid: "
                        + String.join(", ", candidates.stream().sorted().limit(40).toList())
                        + ".");
  }

  /**
   * Levenshtein's distance in which two swapped neighbours count once, since that is the commonest
   * slip (the restricted Damerau distance). Long texts count as far.
   */
  private static int distance(String left, String right) {
    if (left.length() > 200 || right.length() > 200) {
      return Integer.MAX_VALUE;
    }
    int[][] distances = new int[left.length() + 1][right.length() + 1];
    for (int row = 0; row <= left.length(); row++) {
      distances[row][0] = row;
    }
    for (int column = 0; column <= right.length(); column++) {
      distances[0][column] = column;
    }
    for (int row = 1; row <= left.length(); row++) {
      for (int column = 1; column <= right.length(); column++) {
        int change = left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1;
        int least =
            Math.min(
                Math.min(distances[row][column - 1], distances[row - 1][column]) + 1,
                distances[row - 1][column - 1] + change);
        if (row > 1
            && column > 1
            && left.charAt(row - 1) == right.charAt(column - 2)
            && left.charAt(row - 2) == right.charAt(column - 1)) {
          least = Math.min(least, distances[row - 2][column - 2] + 1);
        }
        distances[row][column] = least;
      }
    }
    return distances[left.length()][right.length()];
  }
}
