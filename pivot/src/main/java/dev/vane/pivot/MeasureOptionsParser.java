package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.pivot.MeasureOptions.NullHandling;
import dev.vane.pivot.MeasureOptions.Over;
import dev.vane.pivot.MeasureOptions.Take;
import dev.vane.pivot.filter.Filter;
import dev.vane.pivot.filter.FilterParser;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.Shapes;
import dev.vane.spi.ErrorCode;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the keys of one measure that only some aggregates have. */
final class MeasureOptionsParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;
  private static final long DEFAULT_VALUES = 1_000;
  private static final long MAX_VALUES = 100_000;

  private static final Set<Aggregation> OF_LISTS =
      EnumSet.of(Aggregation.STRING_AGG, Aggregation.ARRAY_AGG);
  private static final Set<Aggregation> OF_PERCENTILES =
      EnumSet.of(Aggregation.PERCENTILE, Aggregation.APPROX_PERCENTILE);
  private static final Set<Aggregation> ORDERED =
      EnumSet.of(
          Aggregation.FIRST, Aggregation.LAST, Aggregation.STRING_AGG, Aggregation.ARRAY_AGG);
  private static final Set<Aggregation> OVER =
      EnumSet.of(
          Aggregation.SUM, Aggregation.AVG, Aggregation.MIN, Aggregation.MAX, Aggregation.COUNT);

  private final FilterParser filters;
  private final JsonObject object;
  private final Aggregation aggregation;

  MeasureOptionsParser(FilterParser filters, JsonObject object, Aggregation aggregation) {
    this.filters = filters;
    this.object = object;
    this.aggregation = aggregation;
  }

  MeasureOptions parse() {
    requireUse("type", EnumSet.of(Aggregation.SUM));
    requireUse("percentile", OF_PERCENTILES);
    requireUse("by", ORDERED);
    requireUse("weight", EnumSet.of(Aggregation.WEIGHTED_AVG));
    requireUse("separator", EnumSet.of(Aggregation.STRING_AGG));
    requireUse("values", OF_LISTS);
    requireUse("over", OVER);
    for (String key : RatioParser.KEYS) {
      requireUse(key, EnumSet.of(Aggregation.RATIO));
    }
    for (String key : List.of("filters", "filter_condition", "null_handling")) {
      requireUse(key, EnumSet.complementOf(EnumSet.of(Aggregation.RATIO)));
    }
    if (aggregation == Aggregation.FIRST || aggregation == Aggregation.LAST) {
      require("by", "first and last need an order, since a table has none");
    }
    return new MeasureOptions(
        object.get("type") != null
            && Choice.read(object, "type", "decimal", List.of("decimal"), CODE).equals("decimal"),
        filters(),
        nullHandling(),
        OF_PERCENTILES.contains(aggregation) ? Optional.of(percentile()) : Optional.empty(),
        object.optionalText("by"),
        aggregation == Aggregation.WEIGHTED_AVG
            ? Optional.of(require("weight", "name the field of the weights"))
            : Optional.empty(),
        aggregation == Aggregation.STRING_AGG
            ? Optional.of(object.optionalText("separator").orElse(","))
            : Optional.empty(),
        OF_LISTS.contains(aggregation) ? OptionalLong.of(values()) : OptionalLong.empty(),
        over(),
        aggregation == Aggregation.RATIO
            ? Optional.of(RatioParser.parse(object))
            : Optional.empty());
  }

  private void requireUse(String key, Set<Aggregation> users) {
    if (object.get(key) != null && !users.contains(aggregation)) {
      throw object
          .path(key)
          .problem(
              CODE,
              "is for %s only, not for '%s'"
                  .formatted(
                      users.size() > ORDERED.size() + 1
                          ? "measures of a field"
                          : users.stream()
                              .map(user -> "'" + user.text() + "'")
                              .collect(Collectors.joining(", ")),
                      aggregation.text()));
    }
  }

  private String require(String key, String why) {
    return object
        .optionalText(key)
        .orElseThrow(() -> object.path(key).problem(CODE, "is missing; " + why));
  }

  private List<Filter> filters() {
    if (object.get("filter_condition") == null) {
      return filters.parse(object);
    }
    if (object.get("filters") != null) {
      throw object
          .path("filter_condition")
          .problem(CODE, "and 'filters' say the same thing; leave one out");
    }
    return filters.parseCondition(object, "filter_condition");
  }

  private NullHandling nullHandling() {
    NullHandling handling =
        NullHandling.valueOf(
            Choice.read(
                    object,
                    "null_handling",
                    "ignore",
                    List.of("ignore", "as_zero", "as_empty", "exclude_rows"),
                    CODE)
                .toUpperCase(Locale.ROOT));
    if (handling != NullHandling.IGNORE && object.get("field") == null) {
      throw object
          .path("null_handling")
          .problem(CODE, "is for measures of a field; a count of rows has none");
    }
    return handling;
  }

  private BigDecimal percentile() {
    JsonNode node = object.get("percentile");
    if (node == null) {
      throw object.path("percentile").problem(CODE, "is missing; it is from 0 to 1, such as 0.95");
    }
    if (!node.isNumber()
        || node.decimalValue().signum() < 0
        || node.decimalValue().compareTo(BigDecimal.ONE) > 0) {
      throw object
          .path("percentile")
          .problem(CODE, "must be a number from 0 to 1, not " + Shapes.describe(node));
    }
    return BigDecimal.valueOf(node.doubleValue()).stripTrailingZeros();
  }

  private long values() {
    long values = object.count("values").orElse(DEFAULT_VALUES);
    if (values < 1 || values > MAX_VALUES) {
      throw object
          .path("values")
          .problem(CODE, "must be from 1 to %d, not %d".formatted(MAX_VALUES, values));
    }
    return values;
  }

  private Optional<Over> over() {
    JsonNode node = object.get("over");
    if (node == null) {
      return Optional.empty();
    }
    JsonObject over = JsonObject.of(node, object.path("over"), CODE);
    over.requireKeys(PivotKeys.OVER, Set.of());
    String dimension = over.text("dimension");
    over.text("take");
    return Optional.of(
        new Over(
            dimension,
            Take.valueOf(
                Choice.read(over, "take", "", List.of("first", "last", "avg"), CODE)
                    .toUpperCase(Locale.ROOT))));
  }
}
