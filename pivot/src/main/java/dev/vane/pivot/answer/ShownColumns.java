package dev.vane.pivot.answer;

import dev.vane.pivot.ShowAs;
import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.plan.AxisKey;
import dev.vane.pivot.plan.BoundShowAs;
import dev.vane.pivot.plan.BoundShown;
import dev.vane.pivot.plan.PivotQuestion;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The measures as they are shown: as they are, or in relation to others. */
final class ShownColumns {
  private final PivotQuestion question;
  private final Arrangement arrangement;
  private final AxisOrder rows;
  private final AxisOrder columns;

  ShownColumns(PivotQuestion question, Arrangement arrangement, AxisOrder rows, AxisOrder columns) {
    this.question = question;
    this.arrangement = arrangement;
    this.rows = rows;
    this.columns = columns;
  }

  /** The shown measures in order, from their own values by alias. */
  List<CellColumn> of(List<BoundShown> shown, Map<String, CellColumn> measures) {
    List<CellColumn> result = new ArrayList<>();
    for (BoundShown bound : shown) {
      String alias = bound.measure().alias();
      CellColumn own = measures.get(alias);
      if (own == null) {
        throw new IllegalStateException("No values of " + alias);
      }
      result.add(
          bound.showAs().isEmpty() ? own : relate(bound.showAs().get(), own, alias, measures));
    }
    return result;
  }

  private CellColumn relate(
      BoundShowAs showAs, CellColumn own, String alias, Map<String, CellColumn> measures) {
    if (!own.isNumeric()) {
      throw new VaneException(
          ErrorCode.PIVOT_INVALID,
          "The measure %s is shown as '%s', which is for numbers, and its values are %s."
              .formatted(Names.quoted(alias), showAs.showAs().text(), own.type().getType()));
    }
    if (showAs.window().isPresent()) {
      return new WindowColumns(arrangement, rows, columns)
          .of(showAs.window().get(), own, alias, measures);
    }
    if (showAs.showAs().kind().needs() == ShowAs.Needs.NOTHING
        || showAs.showAs().kind() == ShowAs.Kind.SHARE_OF_PARENT) {
      return new Shares(arrangement, own).of(showAs);
    }
    AxisOrder order = showAs.onRows() ? rows : columns;
    ShowAs.Kind kind = showAs.showAs().kind();
    ShowAs.Item item = showAs.showAs().item().orElse(null);
    int cells = arrangement.cube().size();
    if (item instanceof ShowAs.Item.Shift shift) {
      List<AxisKey> keys = (showAs.onRows() ? question.rows() : question.columns()).keys();
      ShiftedPeriods periods = new ShiftedPeriods(order.tree(), keys, showAs.level(), shift);
      return AlongField.compared(
          kind, own, Comparisons.shifted(arrangement, periods, showAs.onRows()), alias);
    }
    Series series = Series.of(arrangement, order, showAs.onRows(), showAs.level());
    if (item == null) {
      return new AlongField(series, own, cells).of(kind, alias);
    }
    int code =
        showAs
            .value()
            .map(value -> new KeyValues(order.tree()).code(showAs.level() - 1, value))
            .orElse(-1);
    return AlongField.compared(kind, own, Comparisons.members(series, item, code, cells), alias);
  }
}
