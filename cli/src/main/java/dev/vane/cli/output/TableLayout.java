package dev.vane.cli.output;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Columns of text side by side: headings, a rule, rows, numbers to the right. Not thread-safe. */
final class TableLayout {
  private static final String GAP = "  ";

  private record Column(List<String> heading, List<String> cells, boolean right, int width) {
    /** Headings with fewer lines than others stand at the bottom. */
    String heading(int line, int lines) {
      int own = line - (lines - heading.size());
      return own < 0 ? "" : heading.get(own);
    }

    String padded(String text) {
      String padding = " ".repeat(width - length(text));
      return right ? padding + text : text + padding;
    }
  }

  private final List<Column> columns = new ArrayList<>();
  private final int limit;
  private int used;
  private int hidden;

  /**
   * @param limit characters of a line; 0 for as many as needed
   */
  TableLayout(int limit) {
    this.limit = limit;
  }

  /** Adds a column at the right, unless it or one before it does not fit; the first always fits. */
  void add(List<String> heading, List<String> cells, boolean right) {
    int width = 0;
    for (String text : heading) {
      width = Math.max(width, length(text));
    }
    for (String text : cells) {
      width = Math.max(width, length(text));
    }
    int needed = used + (columns.isEmpty() ? 0 : GAP.length()) + width;
    if (hidden > 0 || (limit > 0 && needed > limit && !columns.isEmpty())) {
      hidden++;
      return;
    }
    used = needed;
    columns.add(new Column(List.copyOf(heading), List.copyOf(cells), right, width));
  }

  /** How many columns did not fit. */
  int hidden() {
    return hidden;
  }

  /**
   * @param apart for each row whether a rule divides it from rows that are not
   */
  void print(PrintStream out, List<Boolean> apart) {
    int lines = columns.stream().mapToInt(column -> column.heading().size()).max().orElse(0);
    for (int line = 0; line < lines; line++) {
      int current = line;
      printLine(out, columns.stream().map(column -> column.padded(column.heading(current, lines))));
    }
    printRule(out);
    for (int row = 0; row < apart.size(); row++) {
      if (row > 0 && !apart.get(row).equals(apart.get(row - 1))) {
        printRule(out);
      }
      int current = row;
      printLine(out, columns.stream().map(column -> column.padded(column.cells().get(current))));
    }
  }

  private void printRule(PrintStream out) {
    out.println("─".repeat(Math.max(used, 1)));
  }

  private static void printLine(PrintStream out, Stream<String> cells) {
    out.println(cells.collect(Collectors.joining(GAP)).stripTrailing());
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
