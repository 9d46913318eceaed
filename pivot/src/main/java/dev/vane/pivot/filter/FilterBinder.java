package dev.vane.pivot.filter;

import dev.vane.pivot.filter.BoundFilter.Relation;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Literal;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.schema.FieldKind;
import dev.vane.pivot.schema.TableColumns;
import dev.vane.pivot.schema.TypedValue;
import dev.vane.pivot.schema.ValueReader;
import dev.vane.pivot.sql.Parameter;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;

/** Resolves the names of conditions and gives their values the columns' types. */
public final class FilterBinder {
  private final TableColumns columns;

  public FilterBinder(TableColumns columns) {
    this.columns = columns;
  }

  /**
   * Binds an and-ed list that stands under the path.
   *
   * @throws VaneException {@link ErrorCode#FIELD_UNKNOWN}, {@link ErrorCode#FILTER_INVALID}
   */
  public BoundFilter bind(List<Filter> filters, JsonPath path) {
    return new BoundFilter.All(bindList(filters, path));
  }

  private List<BoundFilter> bindList(List<Filter> filters, JsonPath path) {
    List<BoundFilter> bound = new ArrayList<>();
    for (int index = 0; index < filters.size(); index++) {
      bound.add(bindOne(filters.get(index), path.index(index)));
    }
    return bound;
  }

  private BoundFilter bindOne(Filter filter, JsonPath path) {
    JsonPath conditions = path.key("conditions");
    if (filter instanceof Filter.And and) {
      return new BoundFilter.All(bindList(and.conditions(), conditions));
    }
    if (filter instanceof Filter.Or or) {
      return new BoundFilter.Any(bindList(or.conditions(), conditions));
    }
    if (filter instanceof Filter.Not not) {
      return new BoundFilter.Not(bindOne(not.condition(), conditions.index(0)));
    }
    return bindComparison((Filter.Comparison) filter, path);
  }

  private BoundFilter bindComparison(Filter.Comparison comparison, JsonPath path) {
    Column column = columns.require(comparison.field(), path.key("field"));
    JsonPath value = path.key("value");
    List<Literal> values = comparison.values();
    if (comparison.ignoresCase() && column.kind() == FieldKind.TEXT) {
      return inAnyCase(column, comparison, path);
    }
    return switch (comparison.operator()) {
      case EQUAL -> equal(column, values.get(0), value);
      case NOT_EQUAL -> new BoundFilter.Not(equal(column, values.get(0), value));
      case LESS -> compare(column, Relation.LESS, values.get(0), value);
      case LESS_OR_EQUAL -> compare(column, Relation.LESS_OR_EQUAL, values.get(0), value);
      case GREATER -> compare(column, Relation.GREATER, values.get(0), value);
      case GREATER_OR_EQUAL -> compare(column, Relation.GREATER_OR_EQUAL, values.get(0), value);
      case IN -> in(column, values, value);
      case NOT_IN -> new BoundFilter.Not(in(column, values, value));
      case BETWEEN ->
          new BoundFilter.All(
              List.of(
                  compare(column, Relation.GREATER_OR_EQUAL, values.get(0), value.index(0)),
                  compare(column, Relation.LESS_OR_EQUAL, values.get(1), value.index(1))));
      case LIKE, ILIKE, STARTS_WITH, ENDS_WITH, CONTAINS ->
          textMatch(column, comparison.operator(), values.get(0), path, false);
      case IS_NULL -> new BoundFilter.IsNull(column);
      case IS_NOT_NULL -> new BoundFilter.Not(new BoundFilter.IsNull(column));
    };
  }

  private static BoundFilter equal(Column column, Literal literal, JsonPath path) {
    if (literal instanceof Literal.Null) {
      return new BoundFilter.IsNull(column);
    }
    return compare(column, Relation.EQUAL, literal, path);
  }

  private static BoundFilter in(Column column, List<Literal> literals, JsonPath path) {
    List<BoundFilter> any = new ArrayList<>();
    List<Parameter> members = new ArrayList<>();
    for (int index = 0; index < literals.size(); index++) {
      if (literals.get(index) instanceof Literal.Null) {
        any.add(new BoundFilter.IsNull(column));
        continue;
      }
      TypedValue value =
          ValueReader.read(
              column, literals.get(index), path.index(index), ErrorCode.FILTER_INVALID);
      if (value.fit() == TypedValue.Fit.EXACT) {
        members.add(value.parameter().orElseThrow());
      }
    }
    if (!members.isEmpty()) {
      any.add(new BoundFilter.AnyOf(column, members));
    }
    return any.isEmpty() ? new BoundFilter.Always(false) : new BoundFilter.Any(any);
  }

  private static BoundFilter compare(
      Column column, Relation relation, Literal literal, JsonPath path) {
    TypedValue value = ValueReader.read(column, literal, path, ErrorCode.FILTER_INVALID);
    return switch (value.fit()) {
      case EXACT -> new BoundFilter.Compare(column, relation, value.parameter().orElseThrow());
      case BETWEEN_NEIGHBOURS ->
          relation == Relation.EQUAL
              ? new BoundFilter.Always(false)
              : new BoundFilter.Compare(
                  column,
                  lowers(relation) ? Relation.LESS_OR_EQUAL : Relation.GREATER,
                  value.parameter().orElseThrow());
      case BELOW_ALL -> reached(column, relation != Relation.EQUAL && !lowers(relation));
      case ABOVE_ALL -> reached(column, lowers(relation));
    };
  }

  /**
   * The condition that a column of numbers is not below a number.
   *
   * @throws VaneException {@link ErrorCode#FILTER_INVALID} when the column is of another kind
   */
  public static BoundFilter atLeast(Column column, Literal literal, JsonPath path) {
    return compare(column, Relation.GREATER_OR_EQUAL, literal, path);
  }

  private static boolean lowers(Relation relation) {
    return relation == Relation.LESS || relation == Relation.LESS_OR_EQUAL;
  }

  /** Every value fulfils the condition, or none; NULL never does. */
  private static BoundFilter reached(Column column, boolean byAll) {
    return byAll
        ? new BoundFilter.Not(new BoundFilter.IsNull(column))
        : new BoundFilter.Always(false);
  }

  private static BoundFilter inAnyCase(Column column, Filter.Comparison comparison, JsonPath path) {
    JsonPath value = path.key("value");
    List<Literal> values = comparison.values();
    List<BoundFilter> any = new ArrayList<>();
    for (int index = 0; index < values.size(); index++) {
      any.add(
          values.get(index) instanceof Literal.Null
              ? new BoundFilter.IsNull(column)
              : new BoundFilter.TextMatch(
                  column,
                  FilterOperator.EQUAL,
                  text(column, values.get(index), value.index(index)),
                  true));
    }
    return switch (comparison.operator()) {
      case EQUAL, IN -> new BoundFilter.Any(any);
      case NOT_EQUAL, NOT_IN -> new BoundFilter.Not(new BoundFilter.Any(any));
      case STARTS_WITH, ENDS_WITH, CONTAINS ->
          textMatch(column, comparison.operator(), values.get(0), path, true);
      case LIKE,
          ILIKE,
          LESS,
          LESS_OR_EQUAL,
          GREATER,
          GREATER_OR_EQUAL,
          BETWEEN,
          IS_NULL,
          IS_NOT_NULL ->
          throw new IllegalArgumentException(comparison.operator() + " has no case to ignore");
    };
  }

  private static String text(Column column, Literal literal, JsonPath path) {
    return (String)
        ValueReader.read(column, literal, path, ErrorCode.FILTER_INVALID)
            .parameter()
            .orElseThrow()
            .value();
  }

  private static BoundFilter textMatch(
      Column column, FilterOperator operator, Literal literal, JsonPath path, boolean ignoresCase) {
    if (column.kind() != FieldKind.TEXT) {
      throw path.key("op")
          .problem(
              ErrorCode.FILTER_INVALID,
              "is '%s', which is for text, but the field %s is not; compare it with '=', '<' or"
                      .formatted(operator.text(), column.describe())
                  + " 'between'");
    }
    return new BoundFilter.TextMatch(
        column, operator, text(column, literal, path.key("value")), ignoresCase);
  }
}
