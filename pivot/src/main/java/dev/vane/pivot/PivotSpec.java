package dev.vane.pivot;

import dev.vane.pivot.filter.Filter;
import dev.vane.pivot.source.SourceStep;
import dev.vane.pivot.source.TableReference;
import dev.vane.spi.AsOf;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A pivot question, complete: every default filled in, every alias spelled the canonical way. Two
 * questions that mean the same have the same {@link #canonical} text.
 *
 * @param comparedTo another version whose rows are in the question too
 * @param sources the steps that add fields to the table's rows
 * @param rows the row fields that are presented
 * @param below row fields below those, which only conditions on measures look at
 * @param measures the aggregates: what is computed from the table's rows
 * @param shown what of the measures the answer has; none where only the aggregates matter
 * @param visibleTotals whether rows that {@code having} removes count in no total
 * @param expanded which row paths are expanded; all where it is empty
 * @param drillPaths the row paths that are presented, with what is in them; all where it is empty
 * @param columnChoice which column paths are presented
 * @param limit leaf row paths kept
 * @param presentation what of the answer is sent
 */
public record PivotSpec(
    TableReference table,
    AsOf asOf,
    Optional<AsOf> comparedTo,
    List<SourceStep> sources,
    List<Dimension> rows,
    List<Dimension> below,
    List<Dimension> columns,
    List<Measure> measures,
    List<ShownMeasure> shown,
    List<Filter> filters,
    List<HavingCondition> having,
    boolean visibleTotals,
    Optional<Expansion> expanded,
    List<DrillPath> drillPaths,
    ColumnChoice columnChoice,
    Totals totals,
    List<SortItem> sort,
    OptionalLong limit,
    ResultForm result,
    Presentation presentation) {
  public PivotSpec {
    sources = List.copyOf(sources);
    rows = List.copyOf(rows);
    below = List.copyOf(below);
    drillPaths = List.copyOf(drillPaths);
    columns = List.copyOf(columns);
    measures = List.copyOf(measures);
    shown = List.copyOf(shown);
    filters = List.copyOf(filters);
    having = List.copyOf(having);
    sort = List.copyOf(sort);
  }

  /** The row fields that are presented, and those below them. */
  public List<Dimension> allRows() {
    return Stream.concat(rows.stream(), below.stream()).toList();
  }

  /** The question as JSON that reads back as the same question. */
  public String canonical() {
    return PivotSpecJson.write(this);
  }

  /** What the answer's cube depends on, and nothing else, in one canonical text. */
  public String cubeCanonical() {
    boolean others = presentation.columnLimit().filter(ColumnLimit::makesOthers).isPresent();
    return new PivotSpec(
            table,
            AsOf.LATEST,
            comparedTo,
            sources,
            rows,
            below,
            columns,
            measures,
            visibleTotals || others ? shown : List.of(),
            filters,
            visibleTotals ? having : List.of(),
            visibleTotals,
            Optional.empty(),
            List.of(),
            ColumnChoice.ALL,
            others ? totals.ofColumns() : Totals.NONE,
            others ? sort : List.of(),
            OptionalLong.empty(),
            ResultForm.LONG,
            presentation.ofCube())
        .canonical();
  }

  /** What the whole answer depends on, whatever part of it is sent, in one canonical text. */
  public String answerCanonical() {
    return with(Presentation.WHOLE).canonical();
  }

  /** What a cursor stays true to, in one canonical text: everything but the page. */
  public String cursorCanonical() {
    return with(presentation.withoutPages()).canonical();
  }

  private PivotSpec with(Presentation other) {
    return new PivotSpec(
        table,
        asOf,
        comparedTo,
        sources,
        rows,
        below,
        columns,
        measures,
        shown,
        filters,
        having,
        visibleTotals,
        expanded,
        drillPaths,
        columnChoice,
        totals,
        sort,
        limit,
        result,
        other);
  }
}
