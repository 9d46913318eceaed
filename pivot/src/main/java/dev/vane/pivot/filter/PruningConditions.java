package dev.vane.pivot.filter;

import dev.vane.pivot.filter.BoundFilter.Relation;
import dev.vane.pivot.schema.FieldKind;
import dev.vane.pivot.sql.Parameter;
import dev.vane.spi.ColumnCondition;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * What every row that a filter keeps fulfils, for leaving out files by their statistics. Of a
 * column of floats only upper bounds and equality with a plain number are told: statistics commonly
 * leave out NaN, which is the greatest value here, and disagree on the sign of zero.
 */
public final class PruningConditions {
  private PruningConditions() {}

  /** The conditions; all of them hold for every wanted row. */
  public static List<ColumnCondition> of(BoundFilter filter) {
    List<ColumnCondition> conditions = new ArrayList<>();
    collect(filter, conditions);
    return List.copyOf(conditions);
  }

  private static void collect(BoundFilter filter, List<ColumnCondition> conditions) {
    if (filter instanceof BoundFilter.All all) {
      all.conditions().forEach(condition -> collect(condition, conditions));
    } else if (filter instanceof BoundFilter.Any any && any.conditions().size() == 1) {
      collect(any.conditions().get(0), conditions);
    } else if (filter instanceof BoundFilter.Compare compare) {
      if (tellable(compare.column().kind(), compare.relation(), compare.value())) {
        conditions.add(
            new ColumnCondition(
                compare.column().name(),
                operator(compare.relation()),
                List.of(compare.value().value())));
      }
    } else if (filter instanceof BoundFilter.AnyOf anyOf
        && anyOf.values().stream()
            .allMatch(value -> tellable(anyOf.column().kind(), Relation.EQUAL, value))) {
      conditions.add(
          new ColumnCondition(
              anyOf.column().name(),
              ColumnCondition.Operator.IN,
              anyOf.values().stream().map(Parameter::value).toList()));
    }
  }

  private static boolean tellable(FieldKind kind, Relation relation, Parameter parameter) {
    Object value = parameter.value();
    if (kind == FieldKind.FLOAT) {
      double number = (Double) value;
      return switch (relation) {
        case LESS, LESS_OR_EQUAL -> !Double.isNaN(number);
        case EQUAL -> !Double.isNaN(number) && number != 0;
        case GREATER, GREATER_OR_EQUAL -> false;
      };
    }
    return value instanceof Boolean
        || value instanceof Long
        || value instanceof BigDecimal
        || value instanceof String
        || value instanceof LocalDate
        || value instanceof LocalDateTime
        || value instanceof Instant;
  }

  private static ColumnCondition.Operator operator(Relation relation) {
    return switch (relation) {
      case EQUAL -> ColumnCondition.Operator.EQUAL;
      case LESS -> ColumnCondition.Operator.LESS;
      case LESS_OR_EQUAL -> ColumnCondition.Operator.LESS_OR_EQUAL;
      case GREATER -> ColumnCondition.Operator.GREATER;
      case GREATER_OR_EQUAL -> ColumnCondition.Operator.GREATER_OR_EQUAL;
    };
  }
}
