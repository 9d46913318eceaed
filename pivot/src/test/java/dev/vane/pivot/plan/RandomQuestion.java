package dev.vane.pivot.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.ShowAs;
import dev.vane.pivot.json.StrictJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A question about a {@link RandomTable}, as a client would write it. */
final class RandomQuestion {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> KEYS =
      List.of(
          "name", "side", "ratio", "code", "flag", "day", "amount", "local", "moment", "moment2");

  private final Random random;
  private final boolean sources;

  /** A question about the table alone. */
  RandomQuestion(Random random) {
    this(random, false);
  }

  /**
   * A question.
   *
   * @param sources whether it has the fields of {@link RandomSources} too
   */
  RandomQuestion(Random random, boolean sources) {
    this.random = random;
    this.sources = sources;
  }

  String json() {
    List<String> keys = new ArrayList<>(KEYS);
    if (sources) {
      keys.addAll(RandomSources.FIELDS.keySet().stream().sorted().toList());
    }
    Collections.shuffle(keys, random);
    List<String> rows = keys.subList(0, random.nextInt(4));
    List<String> columns = keys.subList(rows.size(), rows.size() + random.nextInt(3));
    ObjectNode question = NODES.objectNode();
    question.put("table", RandomTable.NAME);
    if (sources) {
      RandomSources.write(question, random);
    }
    RandomKey randomKey = new RandomKey(random);
    rows.forEach(name -> question.withArray("/rows").add(randomKey.json(name)));
    columns.forEach(name -> question.withArray("/columns").add(randomKey.json(name)));
    ArrayNode measures = question.putArray("measures");
    for (int index = 0; index <= random.nextInt(4); index++) {
      new RandomMeasure(random).write(measures.addObject(), index, () -> filter(1));
    }
    relate(question, measures, rows, columns);
    List<String> below = new ArrayList<>();
    if (random.nextInt(6) == 0) {
      int used = rows.size() + columns.size();
      below.addAll(keys.subList(used, used + 1 + random.nextInt(2)));
      List.of(rows, below)
          .forEach(
              names ->
                  names.forEach(
                      name ->
                          question
                              .withArray("/full_rows")
                              .add(
                                  rows.contains(name)
                                      ? keyOf(question, name)
                                      : randomKey.json(name))));
    }
    List<String> levels = new ArrayList<>(rows);
    levels.addAll(below);
    having(question.putArray("having"), levels, measures, below.isEmpty());
    if (random.nextInt(3) == 0) {
      question.put("having_totals", "visible");
    }
    ArrayNode filters = question.putArray("filters");
    for (int count = random.nextInt(3); count > 0; count--) {
      filters.add(filter(2));
    }
    if (!rows.isEmpty() && random.nextInt(4) == 0) {
      expanded(question.putObject("expanded"), rows);
    } else if (!rows.isEmpty() && random.nextInt(5) == 0) {
      drillPaths(question.putArray("drill_paths"), rows);
    }
    top(question, rows, columns, measures);
    totals(question, rows, columns);
    columnChoice(question, columns, measures);
    sort(question.putArray("sort"), rows, columns, measures);
    if (random.nextInt(3) == 0) {
      question.put("limit", random.nextInt(5));
    }
    question.put("result", random.nextBoolean() ? "wide" : "long");
    return StrictJson.write(question);
  }

  /** Adds calculations, and shows measures of numbers in relation to others. */
  private void relate(
      ObjectNode question, ArrayNode measures, List<String> rows, List<String> columns) {
    List<String> numbers = new ArrayList<>();
    for (JsonNode measure : measures) {
      if (!List.of("min", "max", "mode", "first", "last", "array_agg", "string_agg")
          .contains(measure.path("agg").textValue())) {
        numbers.add(measure.path("alias").textValue());
      }
    }
    if (!numbers.isEmpty() && random.nextInt(3) == 0) {
      String alias = "m" + measures.size();
      measures
          .addObject()
          .put("alias", alias)
          .put(
              "expression",
              pick(
                  List.of(
                      "%s / %s".formatted(pick(numbers), pick(numbers)),
                      "-(%s - 1.5) * %s".formatted(pick(numbers), pick(numbers)),
                      "2 + \"%s\"".formatted(pick(numbers)))));
      numbers.add(alias);
    }
    List<String> keys = new ArrayList<>(rows);
    keys.addAll(columns);
    for (JsonNode measure : measures) {
      if (numbers.contains(measure.path("alias").textValue()) && random.nextInt(3) == 0) {
        showAs(
            ((ObjectNode) measure).putObject("show_as"),
            keys,
            isExact(measure, measures),
            question);
      } else if (numbers.contains(measure.path("alias").textValue()) && random.nextInt(3) == 0) {
        window((ObjectNode) measure, keys, measures);
      }
    }
  }

  /** Whether a measure's values are the same to the last bit, so that equals are equals. */
  private static boolean isExact(JsonNode measure, ArrayNode measures) {
    if (List.of("stddev", "variance").contains(measure.path("agg").asText())) {
      return false;
    }
    for (JsonNode other : measures) {
      if (measure.path("expression").asText().contains(other.path("alias").asText())
          && !isExact(other, measures)) {
        return false;
      }
    }
    return true;
  }

  private void window(ObjectNode measure, List<String> keys, ArrayNode measures) {
    List<String> functions = new ArrayList<>(List.of("percent_of_total", "percent_of_row"));
    if (!keys.isEmpty()) {
      functions.addAll(List.of("cumulative", "running_avg", "moving_avg", "moving_avg"));
    }
    if (isExact(measure, measures)) {
      functions.addAll(List.of("rank", "dense_rank", "rank"));
    }
    String function = pick(functions);
    measure.put("window_func", function);
    if (random.nextBoolean()) {
      subset(keys, measure.putArray("window_group_by"));
    }
    if (function.startsWith("percent")) {
      return;
    }
    if (!keys.isEmpty() && random.nextBoolean()) {
      subset(keys, measure.putArray("window_order_by"));
    }
    if (function.endsWith("rank")) {
      if (random.nextInt(3) == 0) {
        JsonNode other = measures.get(random.nextInt(measures.size()));
        if (other.has("agg") && !isList(other) && isExact(other, measures)) {
          measure.putArray("window_order_by").add(other.path("alias").asText());
        }
      }
    } else if (random.nextBoolean()) {
      measure
          .put("window_frame_start", -random.nextInt(3))
          .put("window_frame_end", random.nextInt(2));
    } else if (random.nextBoolean()) {
      measure.put("window_frame_end", random.nextInt(4) - 1);
    }
  }

  private void showAs(ObjectNode showAs, List<String> keys, boolean exact, ObjectNode question) {
    List<ShowAs.Kind> kinds =
        Arrays.stream(ShowAs.Kind.values())
            .filter(kind -> kind.needs() == ShowAs.Needs.NOTHING || !keys.isEmpty())
            .filter(kind -> kind.needs() != ShowAs.Needs.WINDOW)
            .filter(kind -> exact || !kind.name().startsWith("RANK"))
            .toList();
    ShowAs.Kind kind = kinds.get(random.nextInt(kinds.size()));
    showAs.put("kind", kind.text());
    if (kind.needs() == ShowAs.Needs.NOTHING) {
      return;
    }
    String field = pick(keys);
    showAs.put("field", field);
    if (kind.needs() == ShowAs.Needs.FIELD_AND_ITEM) {
      String unit = unit(question, field);
      if (List.of("day", "week", "month", "quarter", "year").contains(unit)
          && random.nextBoolean()) {
        ObjectNode item = showAs.putObject("item").put("periods", random.nextBoolean() ? -1 : 1);
        if (!unit.equals("week") && random.nextBoolean()) {
          item.put("unit", "year");
        }
      } else if (random.nextInt(3) == 0) {
        showAs.putObject("item").set("value", json(value(field, true)));
      } else {
        showAs.put("item", pick(List.of("previous", "next")));
      }
    }
  }

  private static String unit(ObjectNode question, String key) {
    for (String axis : List.of("rows", "columns")) {
      for (JsonNode dimension : question.path(axis)) {
        if (dimension.path("as").asText().equals(key)) {
          return dimension.path("bucket").path("unit").asText();
        }
      }
    }
    return "";
  }

  /** The key as it stands among the rows. */
  private static JsonNode keyOf(ObjectNode question, String name) {
    for (JsonNode row : question.path("rows")) {
      String own =
          row.isTextual() ? row.textValue() : row.path("as").asText(row.path("field").asText());
      if (own.equals(name)) {
        return row;
      }
    }
    throw new IllegalArgumentException(name);
  }

  private void drillPaths(ArrayNode paths, List<String> rows) {
    for (int count = random.nextInt(3); count >= 0; count--) {
      ObjectNode path = paths.addObject();
      int keys = random.nextInt(rows.size());
      ArrayNode dimensions = path.putArray("dimensions");
      ArrayNode values = path.putArray("values");
      for (String row : rows.subList(0, keys)) {
        List<@Nullable Object> choices = expandable(row);
        dimensions.add(row);
        values.add(
            choices.isEmpty()
                ? NODES.nullNode()
                : json(choices.get(random.nextInt(choices.size()))));
      }
      if (random.nextBoolean()) {
        path.put("level", keys + random.nextInt(rows.size() - keys));
      }
    }
  }

  private void columnChoice(ObjectNode question, List<String> columns, ArrayNode measures) {
    List<String> aliases = new ArrayList<>();
    for (JsonNode measure : measures) {
      if (!isList(measure) && isExact(measure, measures)) {
        aliases.add(measure.get("alias").textValue());
      }
    }
    if (random.nextInt(5) == 0) {
      ObjectNode config = question.putObject("pivot_config");
      config.put("order_by_measure", pick(aliases));
      if (random.nextBoolean()) {
        config.put("top_n", 1 + random.nextInt(4));
      }
      config.put("include_totals_column", random.nextBoolean());
    } else if (!columns.isEmpty()
        && random.nextInt(5) == 0
        && !question.path("totals").path("column_grouping_sets").isTextual()
        && question.path("totals").path("column_grouping_sets").isEmpty()) {
      question
          .putObject("limits")
          .put("columns", random.nextInt(6) * measures.size())
          .put("on_exceed", "others");
    }
  }

  private void having(ArrayNode having, List<String> rows, ArrayNode measures, boolean maybeNone) {
    for (int count = random.nextInt(4) - (maybeNone ? 1 : 0); count > 0; count--) {
      JsonNode measure = measures.get(random.nextInt(measures.size()));
      ObjectNode condition = having.addObject().put("field", measure.path("alias").textValue());
      if (measure.path("agg").asText().startsWith("count")) {
        condition.put("op", pick(List.of("<", ">=", "ne"))).put("value", random.nextInt(4));
      } else {
        condition.put("op", pick(List.of("is null", "is not null")));
      }
      if (!rows.isEmpty() && random.nextBoolean()) {
        condition.put("level", pick(rows));
      }
    }
  }

  private void expanded(ObjectNode expanded, List<String> rows) {
    expanded.put("depth", 1 + random.nextInt(3));
    ArrayNode paths = expanded.putArray("paths");
    for (int count = random.nextInt(4); count > 0 && rows.size() > 1; count--) {
      ArrayNode path = paths.addArray();
      rows.stream()
          .limit(1 + random.nextInt(rows.size() - 1))
          .forEach(
              field -> {
                List<@Nullable Object> choices = expandable(field);
                // What a bucket or a bin gives is not known here; NULL is a key of everything.
                path.add(
                    choices.isEmpty()
                        ? NODES.nullNode()
                        : json(choices.get(random.nextInt(choices.size()))));
              });
    }
  }

  /** The values of a key that is a field as it stands; those of others are not known here. */
  private static List<@Nullable Object> expandable(String key) {
    return key.equals("moment2") ? List.of() : choices(key);
  }

  static List<String> allFields() {
    return RandomTable.FIELDS.keySet().stream().sorted().toList();
  }

  private JsonNode filter(int depth) {
    ObjectNode filter = NODES.objectNode();
    if (depth > 0 && random.nextInt(3) == 0) {
      String operator = pick(List.of("AND", "OR", "NOT"));
      ArrayNode conditions = filter.put("op", operator).putArray("conditions");
      for (int count = operator.equals("NOT") ? 1 : 1 + random.nextInt(2); count > 0; count--) {
        conditions.add(filter(depth - 1));
      }
      return filter;
    }
    List<String> fields = new ArrayList<>(allFields());
    if (sources) {
      fields.addAll(RandomSources.FIELDS.keySet().stream().sorted().toList());
    }
    String field = pick(fields);
    List<String> operators =
        new ArrayList<>(
            List.of("=", "ne", "<", "lte", "gt", ">=", "in", "not in", "between", "is null"));
    operators.add("is not null");
    if (field.equals("name") || field.equals("side")) {
      operators.addAll(List.of("like", "ilike", "starts_with", "ends_with", "contains"));
    }
    String operator = pick(operators);
    filter.put("field", field).put("op", operator);
    switch (operator) {
      case "is null", "is not null" -> {}
      case "=", "ne" -> filter.set("value", json(value(field, true)));
      case "in", "not in" -> {
        ArrayNode list = filter.putArray("value");
        for (int count = random.nextInt(4); count > 0; count--) {
          list.add(json(value(field, true)));
        }
      }
      case "between" ->
          filter.putArray("value").add(json(value(field, false))).add(json(value(field, false)));
      case "like", "ilike" -> filter.put("value", pick(List.of("%", "_", "A%", "%|%", "b_y", "")));
      case "starts_with", "ends_with", "contains" ->
          filter.put("value", pick(List.of("", "x", "y", "_", "é", "buy")));
      default -> filter.set("value", json(value(field, false)));
    }
    if (List.of("=", "ne", "in", "not in", "starts_with", "ends_with", "contains")
            .contains(operator)
        && random.nextInt(4) == 0) {
      filter.put("caseSensitive", random.nextBoolean());
    }
    return filter;
  }

  private @Nullable Object value(String field, boolean orNull) {
    if (field.equals("code") && random.nextInt(4) == 0) {
      return new BigDecimal("0.5");
    }
    List<@Nullable Object> choices = choices(field);
    return choices.get(
        orNull ? random.nextInt(choices.size()) : 1 + random.nextInt(choices.size() - 1));
  }

  private static List<@Nullable Object> choices(String key) {
    return RandomTable.FIELDS.getOrDefault(
        key.equals("moment2") ? "moment" : key, RandomSources.FIELDS.getOrDefault(key, List.of()));
  }

  private void top(
      ObjectNode question, List<String> rows, List<String> columns, ArrayNode measures) {
    List<String> keys = new ArrayList<>(rows);
    keys.addAll(columns);
    List<String> aliases = new ArrayList<>();
    for (JsonNode measure : measures) {
      if (measure.has("agg") && !isList(measure) && isExact(measure, measures)) {
        aliases.add(measure.get("alias").textValue());
      }
    }
    for (String key : keys) {
      if (random.nextInt(5) == 0) {
        question
            .withArray("/top")
            .addObject()
            .put("field", key)
            .put("n", 1 + random.nextInt(3))
            .put("by", pick(aliases))
            .put("order", pick(List.of("asc", "desc")))
            .put("others", random.nextInt(3) > 0)
            .put("per_parent", random.nextInt(3) > 0);
      }
    }
  }

  private static boolean isList(JsonNode measure) {
    return measure.path("agg").asText().equals("array_agg");
  }

  private void totals(ObjectNode question, List<String> rows, List<String> columns) {
    if (random.nextInt(4) == 0) {
      question.put("totals", random.nextBoolean());
      return;
    }
    List<String> positions = List.of("none", "before", "after");
    ObjectNode totals = question.putObject("totals");
    totals.put("rows", pick(positions)).put("columns", pick(positions));
    subset(rows, totals.putArray("subtotals"));
    subset(columns, totals.putArray("column_subtotals"));
    groupingSets(rows, "grouping_sets", totals);
    groupingSets(columns, "column_grouping_sets", totals);
  }

  private void groupingSets(List<String> names, String key, ObjectNode totals) {
    switch (names.size() < 2 ? 9 : random.nextInt(8)) {
      case 0 -> totals.put(key, "cube");
      case 1 -> totals.put(key, "rollup");
      case 2, 3 -> {
        ArrayNode sets = totals.putArray(key);
        for (int count = random.nextInt(3); count >= 0; count--) {
          subset(names, sets.addArray());
        }
      }
      default -> {
        // None beside the subtotals.
      }
    }
  }

  private void subset(List<String> names, ArrayNode into) {
    names.stream().filter(name -> random.nextBoolean()).forEach(into::add);
  }

  private void sort(ArrayNode sort, List<String> rows, List<String> columns, ArrayNode measures) {
    List<String> names = new ArrayList<>(rows);
    names.addAll(columns);
    for (JsonNode measure : measures) {
      if (!isList(measure) && isExact(measure, measures)) {
        names.add(measure.get("alias").textValue());
      }
    }
    Collections.shuffle(names, random);
    for (String name : names.subList(0, random.nextInt(Math.min(3, names.size()) + 1))) {
      ObjectNode item = sort.addObject();
      item.put("field", name)
          .put("order", pick(List.of("asc", "desc")))
          .put("nulls", pick(List.of("first", "last")));
      if (!name.matches("m\\d") && random.nextInt(3) == 0) {
        ArrayNode listed = item.putArray("order");
        for (int count = random.nextInt(3); count >= 0; count--) {
          listed.add(json(value(name, true)));
        }
      }
      if (name.matches("m\\d") && random.nextBoolean()) {
        ArrayNode path = item.putArray("column");
        columns.stream()
            .limit(random.nextInt(columns.size() + 1))
            .forEach(
                column -> {
                  List<@Nullable Object> choices = choices(column);
                  path.add(json(choices.get(random.nextInt(choices.size()))));
                });
      }
    }
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** A value as clients write it. */
  static JsonNode json(@Nullable Object value) {
    if (value == null) {
      return NODES.nullNode();
    }
    if (value instanceof Boolean bool) {
      return NODES.booleanNode(bool);
    }
    if (value instanceof Long number) {
      return NODES.numberNode(number);
    }
    if (value instanceof BigDecimal number) {
      return NODES.numberNode(number);
    }
    if (value instanceof Double number && Double.isFinite(number)) {
      return NODES.numberNode(new BigDecimal(number));
    }
    return NODES.textNode(value.toString());
  }
}
