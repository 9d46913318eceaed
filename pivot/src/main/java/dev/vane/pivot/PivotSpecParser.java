package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.filter.FilterParser;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.source.AsOfJson;
import dev.vane.pivot.source.TableReference;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a pivot question. What only the table's schema can decide is decided later. Stateless. */
public final class PivotSpecParser {
  /** GROUPING_ID is an INT32 with one bit for each key of an axis. */
  static final int MAX_KEYS = 31;

  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  /** Fields of an answer that no key or measure may be called like. */
  private static final List<String> STRUCTURAL =
      List.of(
          "_depth",
          "_row_grouping",
          "_column_grouping",
          "_path_id",
          "_expanded",
          "_others",
          "_row_others",
          "_column_others");

  private final FilterParser filters;

  /**
   * @param filterDepth the limit {@code limits.filter_depth}
   */
  public PivotSpecParser(int filterDepth) {
    filters = new FilterParser(filterDepth);
  }

  /**
   * Reads a question.
   *
   * @throws VaneException {@link ErrorCode#PIVOT_INVALID}, {@link ErrorCode#COMMAND_UNKNOWN_KEY},
   *     {@link ErrorCode#OPTION_UNSUPPORTED}, {@link ErrorCode#FIELD_UNKNOWN} and what {@link
   *     FilterParser} throws, with the path of what is wrong
   */
  public PivotSpec parse(ObjectNode node) {
    JsonObject question = JsonObject.of(node, JsonPath.ROOT, CODE);
    question.requireKeys(PivotKeys.QUESTION, Set.of());
    List<Dimension> rows = dimensions(question, "rows");
    List<Dimension> columns = dimensions(question, "columns");
    List<Measure> measures = new MeasureParser(filters).parse(question);
    List<ShownMeasure> shown = new ShownMeasureParser(rows, columns).parse(question, measures);
    List<String> aliases = shown.stream().map(ShownMeasure::alias).toList();
    List<Dimension> below = FullRowsParser.below(question, rows, dimensions(question, "full_rows"));
    requireDifferentNames(rows, below, columns, aliases);
    AxisNames names = new AxisNames(rows, columns, aliases);
    TopParser top = new TopParser(question, names, measures);
    PivotConfigParser config = new PivotConfigParser(question);
    Totals totals = new TotalsParser(names).parse(question, config.includesTotals());
    List<Dimension> all = new ArrayList<>(rows);
    all.addAll(below);
    List<HavingCondition> having = HavingParser.parse(question, all, aliases);
    ColumnChoice choice = config.choice(shown, measures, !columns.isEmpty());
    Presentation presentation = PresentationParser.parse(question);
    requireOneChoice(question, choice, presentation, totals);
    return new PivotSpec(
        TableReference.parse(question, CODE),
        AsOfJson.parse(question, CODE),
        AsOfJson.parse(question, "compare_to", CODE),
        SourceParser.parse(question, measures),
        top.on(rows),
        FullRowsParser.needed(rows, below, having),
        top.on(columns),
        measures,
        shown,
        filters.parse(question),
        having,
        HavingParser.parseTotals(question, having, all),
        ExpansionParser.parse(question, rows.size()),
        DrillPathParser.parse(question, rows),
        choice,
        totals,
        sort(question, names),
        question.count("limit"),
        config.result(),
        presentation);
  }

  private static void requireOneChoice(
      JsonObject question, ColumnChoice choice, Presentation presentation, Totals totals) {
    if (presentation.columnLimit().filter(ColumnLimit::makesOthers).isEmpty()) {
      return;
    }
    JsonPath path = question.path("limits").key("on_exceed");
    if (choice.cuts() || choice.orderBy().isPresent()) {
      throw path.problem(
          CODE,
          "is 'others', and pivot_config chooses columns too; leave one out, or ask for 'top' with others");
    }
    if (!totals.columnGroupings().isEmpty()) {
      throw path.problem(
          CODE,
          "is 'others', which can't bound totals of column sets that skip a field; leave one out");
    }
  }

  private static List<Dimension> dimensions(JsonObject question, String key) {
    List<JsonNode> nodes = question.list(key);
    JsonPath path = question.path(key);
    if (nodes.size() > MAX_KEYS) {
      throw path.problem(
          CODE, "has %d fields; an axis has at most %d".formatted(nodes.size(), MAX_KEYS));
    }
    List<Dimension> dimensions = new ArrayList<>();
    for (int index = 0; index < nodes.size(); index++) {
      dimensions.add(DimensionParser.parse(nodes.get(index), path.index(index)));
    }
    return dimensions;
  }

  private static void requireDifferentNames(
      List<Dimension> rows, List<Dimension> below, List<Dimension> columns, List<String> aliases) {
    Map<String, JsonPath> taken = new HashMap<>();
    for (int index = 0; index < rows.size(); index++) {
      claim(taken, rows.get(index).name(), JsonPath.ROOT.key("rows").index(index), "as");
    }
    below.forEach(field -> claim(taken, field.name(), JsonPath.ROOT.key("full_rows"), "as"));
    for (int index = 0; index < columns.size(); index++) {
      claim(taken, columns.get(index).name(), JsonPath.ROOT.key("columns").index(index), "as");
    }
    for (int index = 0; index < aliases.size(); index++) {
      claim(taken, aliases.get(index), JsonPath.ROOT.key("measures").index(index), "alias");
    }
  }

  private static void claim(
      Map<String, JsonPath> taken, String name, JsonPath path, String remedy) {
    if (STRUCTURAL.contains(name)) {
      throw path.problem(
          CODE,
          "is called %s like a field that every answer has; give it another name with '%s'"
              .formatted(Names.quoted(name), remedy));
    }
    JsonPath earlier = taken.put(name, path);
    if (earlier != null) {
      throw path.problem(
          CODE,
          "is called %s like %s; names in one answer must differ, give one another with '%s'"
              .formatted(Names.quoted(name), earlier.text(), remedy));
    }
  }

  private static List<SortItem> sort(JsonObject question, AxisNames names) {
    List<SortItem> parsed = new SortParser(CODE, PivotKeys.SORT, true).parse(question);
    boolean single = question.get("sort") != null && !question.raw("sort").isArray();
    List<SortItem> items = new ArrayList<>();
    for (int index = 0; index < parsed.size(); index++) {
      JsonPath path = single ? question.path("sort") : question.path("sort").index(index);
      items.add(names.resolve(parsed.get(index), path));
    }
    return items;
  }
}
