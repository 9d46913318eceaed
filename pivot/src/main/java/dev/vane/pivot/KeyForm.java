package dev.vane.pivot;

import dev.vane.pivot.json.Literal;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** What of a field's value is the key. */
public sealed interface KeyForm {
  /** The value itself. */
  KeyForm VALUE = new Value();

  /** The value itself. */
  record Value() implements KeyForm {}

  /**
   * The first instant of the period that the value lies in, in the field's type.
   *
   * @param zone whose clock cuts the periods; for instants only, UTC where none is given
   */
  record Bucket(BucketUnit unit, Optional<ZoneId> zone, WeekStart weekStart) implements KeyForm {}

  /** The lower edge, as FLOAT64, of the bin of this width; one bin begins at 0. */
  record Width(BigDecimal width) implements KeyForm {}

  /**
   * The lower edge, as FLOAT64, of the half-open bin between two of these edges; -Infinity below
   * the first one, and the last one from there on.
   *
   * @param edges ascending numbers
   */
  record Edges(List<Literal.Numeric> edges) implements KeyForm {
    public Edges {
      edges = List.copyOf(edges);
    }
  }

  /**
   * The lower edge, as FLOAT64, of one of so many bins that hold about equally many of the
   * question's rows.
   */
  record Quantile(int bins) implements KeyForm {}

  /** The length of a bucket. */
  enum BucketUnit {
    SECOND,
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH,
    QUARTER,
    YEAR;

    /** Whether a period is a number of days, so that a date can be cut by it. */
    public boolean isCalendar() {
      return compareTo(DAY) >= 0;
    }
  }

  /** The first day of a week. */
  enum WeekStart {
    MONDAY,
    SUNDAY,
    SATURDAY
  }
}
