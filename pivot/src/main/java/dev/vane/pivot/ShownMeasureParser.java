package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.expression.Expression;
import dev.vane.pivot.expression.ExpressionParser;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Literal;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads what of the measures is shown: {@code expression}, {@code show_as} and {@code format}. */
final class ShownMeasureParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  private final List<Dimension> keys;
  private final List<String> aliases = new ArrayList<>();

  /**
   * @param rows the row fields
   * @param columns the column fields
   */
  ShownMeasureParser(List<Dimension> rows, List<Dimension> columns) {
    keys = new ArrayList<>(rows);
    keys.addAll(columns);
  }

  /** Whether a measure is calculated from others. */
  static boolean isCalculated(JsonObject measure) {
    return measure.get("expression") != null;
  }

  /**
   * The measures in the question's order.
   *
   * @param aggregates those that are not calculated, in the question's order
   */
  List<ShownMeasure> parse(JsonObject question, List<Measure> aggregates) {
    List<ShownMeasure> shown = new ArrayList<>();
    List<JsonNode> nodes = question.list("measures");
    int aggregate = 0;
    aggregates.stream()
        .filter(measure -> measure.aggregation() != Aggregation.ARRAY_AGG)
        .forEach(measure -> aliases.add(measure.alias()));
    for (int index = 0; index < nodes.size(); index++) {
      JsonObject measure =
          JsonObject.of(nodes.get(index), question.path("measures").index(index), CODE);
      if (isCalculated(measure)) {
        shown.add(calculated(measure, aggregates, shown));
      } else {
        shown.add(
            ShownMeasure.ofAggregate(
                aggregates.get(aggregate).alias(),
                aggregate++,
                showAs(measure),
                measure.optionalText("format")));
      }
    }
    return shown;
  }

  private ShownMeasure calculated(
      JsonObject measure, List<Measure> aggregates, List<ShownMeasure> earlier) {
    measure.requireKeys(PivotKeys.CALCULATED, PivotKeys.MEASURE);
    if (measure.get("agg") != null && Aggregation.find(measure.text("agg")).isEmpty()) {
      throw measure
          .path("agg")
          .problem(CODE, "is no aggregate, and an expression needs none; leave it out");
    }
    String alias = Names.require("measure", measure.text("alias"));
    Expression expression =
        ExpressionParser.parse(measure.text("expression"), measure.path("expression"));
    List<String> valid = new ArrayList<>(aggregates.stream().map(Measure::alias).toList());
    earlier.stream()
        .filter(one -> one.calculation().isPresent())
        .forEach(one -> valid.add(one.alias()));
    for (String reference : expression.references()) {
      if (!valid.contains(reference)) {
        throw measure
            .path("expression")
            .problem(
                ErrorCode.FIELD_UNKNOWN,
                "names %s, which is no aggregate of this question and no earlier calculation.%s"
                    .formatted(Names.quoted(reference), Suggestions.hint(reference, valid)));
      }
    }
    aliases.add(alias);
    return new ShownMeasure(
        alias,
        OptionalInt.empty(),
        Optional.of(expression),
        showAs(measure),
        measure.optionalText("format"));
  }

  private Optional<ShowAs> showAs(JsonObject measure) {
    JsonNode node = measure.get("show_as");
    if (WindowParser.isWindow(measure)) {
      if (node != null) {
        throw measure.path("show_as").problem(CODE, "and window_func say the same; leave one out");
      }
      return Optional.of(new WindowParser(keys, aliases).parse(measure));
    }
    if (node == null) {
      return Optional.empty();
    }
    JsonPath path = measure.path("show_as");
    if (node.isTextual()) {
      return Optional.of(showAs(kind(node.textValue(), path), measure.path("show_as"), null));
    }
    JsonObject object = JsonObject.of(node, path, CODE);
    object.requireKeys(Set.of("kind", "field", "item"), Set.of());
    return Optional.of(showAs(kind(object.text("kind"), object.path("kind")), path, object));
  }

  private static ShowAs.Kind kind(String text, JsonPath path) {
    List<ShowAs.Kind> kinds =
        Arrays.stream(ShowAs.Kind.values())
            .filter(kind -> kind.needs() != ShowAs.Needs.WINDOW)
            .toList();
    List<String> valid = kinds.stream().map(ShowAs.Kind::text).toList();
    return kinds.stream()
        .filter(kind -> kind.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                path.problem(
                    CODE,
                    "is the unknown relation "
                        + Names.quoted(text)
                        + "."
                        + Suggestions.hint(text, valid)));
  }

  private ShowAs showAs(
      ShowAs.Kind kind, JsonPath path, @org.jspecify.annotations.Nullable JsonObject object) {
    Optional<String> field =
        Optional.ofNullable(object)
            .flatMap(given -> given.optionalText("field"))
            .map(name -> AxisNames.require(keys, name, path.key("field"), "row or column field"));
    boolean hasItem = object != null && object.has("item");
    if (field.isPresent() != (kind.needs() != ShowAs.Needs.NOTHING)) {
      throw path.key("field")
          .problem(
              CODE,
              field.isPresent()
                  ? "is not for '%s'".formatted(kind.text())
                  : "is missing; '%s' looks along a row or column field".formatted(kind.text()));
    }
    if (hasItem != (kind.needs() == ShowAs.Needs.FIELD_AND_ITEM)) {
      throw path.key("item")
          .problem(
              CODE,
              hasItem
                  ? "is not for '%s'".formatted(kind.text())
                  : "is missing; '%s' compares with \"previous\", \"next\", {\"value\": a value of the field} or {\"periods\": n}"
                      .formatted(kind.text()));
    }
    return new ShowAs(
        kind,
        field,
        hasItem && object != null ? Optional.of(item(object, dimension(field))) : Optional.empty());
  }

  private Dimension dimension(Optional<String> field) {
    return keys.stream()
        .filter(key -> field.filter(key.name()::equals).isPresent())
        .findFirst()
        .orElseThrow();
  }

  private static ShowAs.Item item(JsonObject object, Dimension key) {
    JsonNode node = object.raw("item");
    JsonPath path = object.path("item");
    if (node.isObject()) {
      JsonObject value = JsonObject.of(node, path, CODE);
      if (value.get("periods") != null) {
        return ShiftParser.parse(value, key);
      }
      value.requireKeys(Set.of("value"), Set.of());
      return new ShowAs.Item.Value(Literal.parse(value.raw("value"), path.key("value"), CODE));
    }
    return Choice.read(object, "item", "", List.of("previous", "next"), CODE).equals("previous")
        ? new ShowAs.Item.Previous()
        : new ShowAs.Item.Next();
  }

  static void write(ShownMeasure measure, ObjectNode node) {
    measure.calculation().ifPresent(expression -> node.put("expression", expression.text()));
    node.put("alias", measure.alias());
    measure.format().ifPresent(format -> node.put("format", format));
    measure
        .showAs()
        .ifPresent(
            showAs ->
                showAs
                    .window()
                    .ifPresentOrElse(
                        window -> WindowParser.write(window, node),
                        () -> write(showAs, node.putObject("show_as"))));
  }

  private static void write(ShowAs showAs, ObjectNode node) {
    node.put("kind", showAs.kind().text());
    showAs.field().ifPresent(field -> node.put("field", field));
    showAs
        .item()
        .ifPresent(
            item -> {
              if (item instanceof ShowAs.Item.Value value) {
                node.putObject("item").set("value", value.literal().toJson());
              } else if (item instanceof ShowAs.Item.Shift shift) {
                ShiftParser.write(shift, node.putObject("item"));
              } else {
                node.put("item", item instanceof ShowAs.Item.Previous ? "previous" : "next");
              }
            });
  }
}
