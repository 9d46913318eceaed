package dev.vane.gateway.query;

import dev.vane.pivot.answer.Explanation;
import dev.vane.pivot.answer.Explanation.Line;
import dev.vane.pivot.answer.PivotAnswer;
import dev.vane.pivot.answer.PivotLayout;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Tells how a pivot was answered. */
final class PivotExplanation {
  private PivotExplanation() {}

  /**
   * The facts.
   *
   * @param computed whether the heavy half ran for this question
   * @param light how long the light half took
   */
  static Explanation of(
      PinnedCube cube, PivotLayout layout, PivotAnswer answer, boolean computed, Duration light) {
    CubeOrigin origin = cube.origin();
    return new Explanation(
        List.of(
            new Line("answered by", computed ? "both halves" : "the light half"),
            new Line("cube", computed ? "computed for this question" : "kept, found by its key"),
            new Line(
                "version",
                cube.versions().stream().map(String::valueOf).collect(Collectors.joining(", "))),
            new Line("heavy query", origin.sql()),
            new Line("heavy milliseconds", milliseconds(origin.took())),
            new Line("rows of the table", Long.toString(origin.tableRows())),
            new Line("files read", Long.toString(origin.files())),
            new Line("files skipped", Long.toString(origin.skippedFiles())),
            new Line("cube rows", Integer.toString(cube.rows())),
            new Line("cube bytes", Long.toString(cube.bytes())),
            new Line("cube levels", cube.describeLevels()),
            new Line("light milliseconds", milliseconds(light)),
            new Line("row paths", Integer.toString(layout.rowPaths())),
            new Line("column paths", Integer.toString(layout.columnPaths())),
            new Line("rows of the answer", Long.toString(answer.rows()))));
  }

  private static String milliseconds(Duration duration) {
    return "%.3f".formatted((double) duration.toNanos() / 1e6);
  }
}
