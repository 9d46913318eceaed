package dev.vane.pivot.plan;

import dev.vane.pivot.DrillKey;
import dev.vane.pivot.DrillSpec;
import dev.vane.pivot.KeyForm;
import dev.vane.pivot.filter.BoundFilter;
import dev.vane.pivot.filter.FilterSql;
import dev.vane.pivot.filter.PruningConditions;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.sql.SqlBuilder;
import dev.vane.spi.ColumnCondition;
import dev.vane.spi.Dialect;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The rows behind a cell of a pivot. They get the keys that the heavy half gives them, chosen
 * members and others included; those at the cell's path are the rows that it was computed from.
 * Immutable.
 */
public final class DrillQuestion {
  private static final String CELL = "cell";

  private final DrillSpec spec;
  private final PivotQuestion question;
  private final ScanQuestion.Output output;
  private final List<Place> places;
  private final Optional<MeasureInput> counted;

  /**
   * A key of the cell's path.
   *
   * @param condition on a column that is called as the key is in the row source
   */
  private record Place(Axis axis, int index, boolean isOthers, BoundFilter condition) {}

  private DrillQuestion(
      DrillSpec spec,
      PivotQuestion question,
      ScanQuestion.Output output,
      List<Place> places,
      Optional<MeasureInput> counted) {
    this.spec = spec;
    this.question = question;
    this.output = output;
    this.places = List.copyOf(places);
    this.counted = counted;
  }

  /**
   * Checks a question for rows against the schema of the pivot's table.
   *
   * @throws dev.vane.spi.VaneException what {@link PivotQuestion#bind} throws, and {@link
   *     ErrorCode#FIELD_UNKNOWN}, {@link ErrorCode#COMMAND_INVALID}, {@link
   *     ErrorCode#PIVOT_INVALID}, with the path
   */
  public static DrillQuestion bind(DrillSpec spec, Schema schema) {
    PivotQuestion question = PivotQuestion.bind(spec.question(), schema);
    List<Place> places = new ArrayList<>();
    places.addAll(places(spec.row(), question.rows(), JsonPath.ROOT.key("row_path")));
    places.addAll(places(spec.column(), question.columns(), JsonPath.ROOT.key("column_path")));
    Optional<MeasureInput> counted =
        question.measures().stream()
            .filter(measure -> spec.measure().filter(measure.measure().alias()::equals).isPresent())
            .flatMap(measure -> measure.filter().stream())
            .map(
                filter ->
                    new MeasureInput(
                        Optional.empty(),
                        Optional.of(filter),
                        dev.vane.pivot.MeasureOptions.NullHandling.IGNORE,
                        false))
            .findFirst();
    return new DrillQuestion(
        spec,
        question,
        ScanQuestion.Output.bind(spec.columns(), spec.sort(), schema),
        places,
        counted);
  }

  private static List<Place> places(List<DrillKey> keys, Axis axis, JsonPath path) {
    List<Place> places = new ArrayList<>();
    for (int index = 0; index < keys.size(); index++) {
      DrillKey key = keys.get(index);
      if (key instanceof DrillKey.Others) {
        places.add(new Place(axis, index, true, new BoundFilter.Always(true)));
      } else if (key instanceof DrillKey.Value value) {
        PathKey found =
            PivotBinder.pathKey(value.literal(), axis.keys().get(index), path.index(index));
        Column column = axis.keys().get(index).column();
        Column named = new Column(axis.key(index), column.type(), column.kind());
        places.add(new Place(axis, index, false, found.condition(named)));
      }
    }
    return places;
  }

  public DrillSpec spec() {
    return spec;
  }

  /** What every row of the cell fulfils, for leaving out files early. */
  public List<ColumnCondition> conditions() {
    List<BoundFilter> conditions = new ArrayList<>();
    conditions.add(question.cubeQuestion().filter());
    boolean chooses = question.cubeQuestion().chooses();
    for (Place place : places) {
      AxisKey key = place.axis().keys().get(place.index());
      // Which members are chosen is decided by all rows, so no file can be left out then.
      if (!chooses
          && key.form() instanceof KeyForm.Value
          && place.condition() instanceof BoundFilter.Compare compare) {
        conditions.add(new BoundFilter.Compare(key.field(), compare.relation(), compare.value()));
      }
    }
    return PruningConditions.of(new BoundFilter.All(conditions));
  }

  /** The query; its columns have the table's names. */
  public SqlQuery query(Relation table, Dialect dialect) {
    CubeQuestion cube = question.cubeQuestion();
    RowSource source = new RowSource(cube, table, dialect);
    List<String> outputs = output.columns().stream().map(source::name).toList();
    List<String> orders = output.sortColumns().stream().map(source::name).toList();
    Optional<String> measured = counted.map(source::name);
    SqlQuery rows = new TopSql(cube, table, dialect).chosen(source.query(), source.names());
    SqlBuilder sql = new SqlBuilder(dialect);
    for (int index = 0; index < outputs.size(); index++) {
      sql.sql((index == 0 ? "SELECT " : ", ") + CELL + "." + outputs.get(index) + " AS ")
          .name(output.columns().get(index).name());
    }
    sql.sql(" FROM (").query(rows).sql(") AS " + CELL + " WHERE TRUE");
    for (Place place : places) {
      if (place.axis().keys().get(place.index()).hasOthers()) {
        String flag = CELL + "." + place.axis().flag(place.index());
        sql.sql(place.isOthers() ? " AND " + flag : " AND NOT " + flag);
      }
      sql.sql(" AND ");
      new FilterSql(sql, CELL).write(place.condition());
    }
    measured.ifPresent(name -> sql.sql(" AND " + CELL + "." + name + " IS NOT NULL"));
    output.writeOrder(sql, spec.sort(), orders.stream().map(name -> CELL + "." + name).toList());
    spec.limit().ifPresent(limit -> sql.sql(" LIMIT " + limit));
    return sql.build();
  }
}
