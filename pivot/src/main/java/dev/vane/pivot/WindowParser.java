package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.Window.Function;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Shapes;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads {@code window_func} and the keys that go with it, the spelling of the question format that
 * this one extends. What {@code show_as} says too is read as that.
 */
final class WindowParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;
  private static final Set<String> KEYS =
      Set.of("window_group_by", "window_order_by", "window_frame_start", "window_frame_end");
  private static final int MOST_PLACES = 10_000;

  private static final Map<Function, ShowAs.Kind> SHARES =
      Map.of(
          Function.PERCENT_OF_TOTAL, ShowAs.Kind.SHARE_OF_GRAND,
          Function.PERCENT_OF_ROW, ShowAs.Kind.SHARE_OF_ROW,
          Function.PERCENT_OF_COL, ShowAs.Kind.SHARE_OF_COLUMN);

  private final List<Dimension> keys;
  private final List<String> measures;

  /**
   * Of a question with these keys, the row fields first.
   *
   * @param measures the aliases that a window may be ordered by
   */
  WindowParser(List<Dimension> keys, List<String> measures) {
    this.keys = keys;
    this.measures = measures;
  }

  /** Whether a measure has a key of a window. */
  static boolean isWindow(JsonObject measure) {
    return measure.get("window_func") != null
        || KEYS.stream().anyMatch(key -> measure.get(key) != null);
  }

  ShowAs parse(JsonObject measure) {
    Function function = function(measure);
    Optional<List<String>> groupBy =
        measure.get("window_group_by") == null
            ? Optional.empty()
            : Optional.of(names(measure, "window_group_by", false));
    OptionalInt start = place(measure, "window_frame_start", function);
    OptionalInt end = place(measure, "window_frame_end", function);
    if (start.isPresent() && start.getAsInt() > end.orElse(0)) {
      throw measure
          .path("window_frame_start")
          .problem(
              CODE,
              "is after window_frame_end, the cell itself unless said, so that no cell would be in the frame");
    }
    if (function.isShare()) {
      if (measure.get("window_order_by") != null) {
        throw measure
            .path("window_order_by")
            .problem(CODE, "is not for '%s', a share of a total".formatted(function.text()));
      }
      ShowAs.Kind share = SHARES.get(function);
      return groupBy.isEmpty() && share != null
          ? new ShowAs(share, Optional.empty(), Optional.empty())
          : ShowAs.of(new Window(function, groupBy, List.of(), start, end));
    }
    List<String> orderBy = names(measure, "window_order_by", function.isRank());
    if (orderBy.isEmpty() && !function.isRank()) {
      if (keys.isEmpty()) {
        throw measure
            .path("window_func")
            .problem(
                CODE,
                "is '%s', which goes along a row or column field, and the question has none"
                    .formatted(function.text()));
      }
      orderBy = List.of(keys.get(0).name());
    }
    return function == Function.CUMULATIVE
            && groupBy.isEmpty()
            && orderBy.size() == 1
            && start.isEmpty()
            && end.isEmpty()
        ? new ShowAs(ShowAs.Kind.RUNNING_TOTAL, Optional.of(orderBy.get(0)), Optional.empty())
        : ShowAs.of(new Window(function, groupBy, orderBy, start, end));
  }

  private static Function function(JsonObject measure) {
    String text = measure.text("window_func");
    List<String> valid = Arrays.stream(Function.values()).map(Function::text).toList();
    return Arrays.stream(Function.values())
        .filter(function -> function.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                measure
                    .path("window_func")
                    .problem(
                        CODE,
                        "is %s, which is no window function.%s"
                            .formatted(Names.quoted(text), Suggestions.hint(text, valid))));
  }

  private List<String> names(JsonObject measure, String key, boolean orMeasures) {
    List<JsonNode> nodes = measure.list(key);
    List<String> names = new ArrayList<>();
    for (int index = 0; index < nodes.size(); index++) {
      JsonPath path = measure.path(key).index(index);
      String text = JsonObject.text(nodes.get(index), path, CODE);
      String name =
          orMeasures && measures.contains(text)
              ? text
              : AxisNames.require(keys, text, path, "row or column field");
      if (names.contains(name)) {
        throw path.problem(CODE, "names " + Names.quoted(name) + " again; remove one");
      }
      names.add(name);
    }
    return names;
  }

  private static OptionalInt place(JsonObject measure, String key, Function function) {
    JsonNode node = measure.get(key);
    if (node == null) {
      return OptionalInt.empty();
    }
    JsonPath path = measure.path(key);
    if (!function.isFramed()) {
      throw path.problem(
          CODE,
          "is not for '%s', which %s; frames are for cumulative, running_avg and moving_avg"
              .formatted(
                  function.text(),
                  function.isRank()
                      ? "counts places in the whole window"
                      : "is a share of a whole total"));
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || Math.abs((long) node.intValue()) > MOST_PLACES) {
      throw path.problem(
          CODE,
          "must be a whole number from -%1$d to %1$d, counted from the cell itself, not %2$s"
              .formatted(MOST_PLACES, Shapes.describe(node)));
    }
    return OptionalInt.of(node.intValue());
  }

  static void write(Window window, ObjectNode measure) {
    measure.put("window_func", window.function().text());
    window.groupBy().ifPresent(names -> write(names, measure.putArray("window_group_by")));
    if (!window.orderBy().isEmpty()) {
      write(window.orderBy(), measure.putArray("window_order_by"));
    }
    window.start().ifPresent(start -> measure.put("window_frame_start", start));
    window.end().ifPresent(end -> measure.put("window_frame_end", end));
  }

  private static void write(List<String> names, ArrayNode into) {
    names.forEach(into::add);
  }
}
