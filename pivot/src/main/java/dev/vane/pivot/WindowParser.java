package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code window_func}, the spelling of the question format that this one extends. */
final class WindowParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;
  private static final String CUMULATIVE = "cumulative";

  private static final Map<String, ShowAs.Kind> SHARES =
      Map.of(
          "percent_of_total", ShowAs.Kind.SHARE_OF_GRAND,
          "percent_of_row", ShowAs.Kind.SHARE_OF_ROW,
          "percent_of_col", ShowAs.Kind.SHARE_OF_COLUMN);

  private static final List<String> NOT_OFFERED =
      List.of("rank", "dense_rank", "running_avg", "moving_avg");

  private final List<Dimension> keys;

  /** Of a question with these keys, the row fields first. */
  WindowParser(List<Dimension> keys) {
    this.keys = keys;
  }

  ShowAs parse(JsonObject measure) {
    String function = measure.text("window_func");
    JsonPath path = measure.path("window_func");
    if (NOT_OFFERED.contains(function)) {
      throw path.problem(
          ErrorCode.OPTION_UNSUPPORTED,
          "is '%s', which is not offered yet; show_as has rank_ascending and rank_descending"
              .formatted(function));
    }
    ShowAs.Kind share = SHARES.get(function);
    if (share == null && !function.equals(CUMULATIVE)) {
      List<String> valid = new ArrayList<>(SHARES.keySet());
      valid.add(CUMULATIVE);
      throw path.problem(
          CODE,
          "is %s, which is no window function.%s"
              .formatted(Names.quoted(function), Suggestions.hint(function, valid)));
    }
    List<JsonNode> order = measure.list("window_order_by");
    JsonPath orderPath = measure.path("window_order_by");
    if (share != null) {
      if (!order.isEmpty()) {
        throw orderPath.problem(CODE, "is not for '%s'; leave it out".formatted(function));
      }
      return new ShowAs(share, Optional.empty(), Optional.empty());
    }
    if (order.size() > 1 || keys.isEmpty()) {
      throw orderPath.problem(CODE, "must name one row or column field to add up along");
    }
    String field =
        order.isEmpty()
            ? keys.get(0).name()
            : AxisNames.require(
                keys,
                JsonObject.text(order.get(0), orderPath.index(0), CODE),
                orderPath.index(0),
                "row or column field");
    return new ShowAs(ShowAs.Kind.RUNNING_TOTAL, Optional.of(field), Optional.empty());
  }
}
