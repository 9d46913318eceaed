package dev.vane.pivot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.json.JsonObject;
import dev.vane.spi.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads and writes {@code pivot_config}: which columns a pivot has, and what they are called. */
final class PivotConfigParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  private final Optional<JsonObject> config;
  private final JsonObject question;

  PivotConfigParser(JsonObject question) {
    this.question = question;
    config =
        Optional.ofNullable(question.get("pivot_config"))
            .map(node -> JsonObject.of(node, question.path("pivot_config"), CODE));
    config.ifPresent(object -> object.requireKeys(PivotKeys.PIVOT_CONFIG, Set.of()));
  }

  /** What {@code enabled} or {@code result} says: a field for each column path, or a row. */
  ResultForm result() {
    List<String> words = List.of("wide", "long");
    Optional<String> enabled =
        config
            .filter(object -> object.get("enabled") != null)
            .map(object -> object.flag("enabled", true) ? "wide" : "long");
    String result = Choice.read(question, "result", enabled.orElse("wide"), words, CODE);
    if (enabled.filter(word -> !word.equals(result)).isPresent()) {
      throw question
          .path("result")
          .problem(
              CODE,
              "is '%s', which pivot_config.enabled contradicts; leave one out".formatted(result));
    }
    return result.equals("wide") ? ResultForm.WIDE : ResultForm.LONG;
  }

  /** Whether it asks for the total of the column axis. */
  boolean includesTotals() {
    return config.filter(object -> object.flag("include_totals_column", false)).isPresent();
  }

  /**
   * Which column paths are presented.
   *
   * @param measures what the answer shows
   */
  ColumnChoice choice(List<ShownMeasure> measures, List<Measure> aggregates, boolean hasColumns) {
    if (config.isEmpty()) {
      return ColumnChoice.ALL;
    }
    JsonObject object = config.get();
    OptionalLong top = object.count("top_n");
    if (top.isPresent() && top.getAsLong() == 0) {
      throw object
          .path("top_n")
          .problem(CODE, "must be a whole number from 1 on, not the number 0");
    }
    List<String> aliases = measures.stream().map(ShownMeasure::alias).toList();
    Optional<String> named = object.optionalText("order_by_measure");
    named.ifPresent(
        alias -> AxisNames.requireMeasure(aliases, alias, object.path("order_by_measure")));
    Optional<String> orderBy =
        named.isEmpty() && top.isPresent() ? Optional.of(aliases.get(0)) : named;
    orderBy
        .filter(alias -> isList(measures.get(aliases.indexOf(alias)), aggregates))
        .ifPresent(
            alias -> {
              throw object
                  .path("order_by_measure")
                  .problem(CODE, "would order by values that are lists, which have no order");
            });
    return new ColumnChoice(
        hasColumns ? top : OptionalLong.empty(),
        hasColumns ? orderBy : Optional.empty(),
        hasColumns ? object.optionalText("column_cursor") : Optional.empty(),
        object.optionalText("null_column_label").orElse(ColumnChoice.NULL_LABEL));
  }

  private static boolean isList(ShownMeasure shown, List<Measure> aggregates) {
    return shown.aggregate().isPresent()
        && aggregates.get(shown.aggregate().getAsInt()).aggregation() == Aggregation.ARRAY_AGG;
  }

  static void write(ColumnChoice choice, ObjectNode question) {
    if (choice.equals(ColumnChoice.ALL)) {
      return;
    }
    ObjectNode node = question.putObject("pivot_config");
    choice.top().ifPresent(top -> node.put("top_n", top));
    choice.orderBy().ifPresent(alias -> node.put("order_by_measure", alias));
    choice.cursor().ifPresent(cursor -> node.put("column_cursor", cursor));
    node.put("null_column_label", choice.nullLabel());
  }
}
