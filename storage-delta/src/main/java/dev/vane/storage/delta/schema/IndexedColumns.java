package dev.vane.storage.delta.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * Which leaf columns have statistics.
 *
 * @param first so many, in order, where none are named
 * @param named paths of columns, or of structs all of whose leaves are meant; empty where none are
 *     named
 */
public record IndexedColumns(int first, List<List<String>> named) {
  /** What holds where a table says nothing. */
  public static final IndexedColumns DEFAULT = new IndexedColumns(32, List.of());

  public IndexedColumns {
    named = named.stream().map(List::copyOf).toList();
  }

  /** From the properties of a table; what is no count there is passed over, as if it were not. */
  public static IndexedColumns of(String count, String names) {
    return new IndexedColumns(count(count), paths(names));
  }

  private static int count(String text) {
    try {
      int value = Integer.parseInt(text);
      // −1 stands for all columns.
      return value < 0 ? Integer.MAX_VALUE : value;
    } catch (NumberFormatException e) {
      return DEFAULT.first;
    }
  }

  /** Names between commas, their parts between points; backticks hold what is a name as it is. */
  private static List<List<String>> paths(String text) {
    List<List<String>> paths = new ArrayList<>();
    List<String> path = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    boolean quoted = false;
    for (char character : (text + ",").toCharArray()) {
      if (character == '`') {
        quoted = !quoted;
      } else if (!quoted && (character == ',' || character == '.')) {
        path.add(name.toString().strip());
        name.setLength(0);
        if (character == ',') {
          paths.add(List.copyOf(path));
          path.clear();
        }
      } else {
        name.append(character);
      }
    }
    paths.removeIf(List.of("")::equals);
    return paths;
  }

  /** Whether a leaf is one of those that are named. */
  boolean names(List<String> leaf) {
    return named.stream()
        .anyMatch(path -> path.size() <= leaf.size() && leaf.subList(0, path.size()).equals(path));
  }
}
