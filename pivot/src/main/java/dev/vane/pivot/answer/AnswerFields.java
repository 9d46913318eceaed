package dev.vane.pivot.answer;

import dev.vane.pivot.MeasureOptions;
import dev.vane.pivot.ShownMeasure;
import dev.vane.pivot.json.StrictJson;
import dev.vane.pivot.plan.AxisKey;
import dev.vane.pivot.plan.BoundShown;
import dev.vane.pivot.plan.PivotQuestion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** The fields of an answer, their names and their metadata. */
final class AnswerFields {
  private static final ArrowType INT32 = new ArrowType.Int(Integer.SIZE, true);
  private static final String ROLE = "vane.role";

  private final PivotQuestion question;
  private final PivotLayout layout;

  AnswerFields(PivotQuestion question, PivotLayout layout) {
    this.question = question;
    this.layout = layout;
  }

  /** Fields of a wide answer that are no measures. */
  int wideKeys() {
    return question.rows().shown()
        + 3
        + (layout.expanded().isTold() ? 1 : 0)
        + (question.rows().hasOthers() ? 1 : 0);
  }

  List<Field> ofLong() {
    List<Field> fields = new ArrayList<>();
    for (int key = 0; key < question.rows().shown(); key++) {
      fields.add(key(question.rows().keys().get(key), layout.rowKeyValues(key), "row_key"));
    }
    for (int key = 0; key < question.columns().leaf(); key++) {
      fields.add(
          key(question.columns().keys().get(key), layout.columnKeyValues(key), "column_key"));
    }
    fields.add(structural("_row_grouping", INT32));
    fields.add(structural("_column_grouping", INT32));
    if (question.rows().hasOthers()) {
      fields.add(structural("_row_others", ArrowType.Bool.INSTANCE));
    }
    if (question.columns().hasOthers()) {
      fields.add(structural("_column_others", ArrowType.Bool.INSTANCE));
    }
    for (int index = 0; index < question.shown().size(); index++) {
      BoundShown measure = question.shown().get(index);
      fields.add(measure(measure.measure().alias(), index, metadata(measure)));
    }
    return fields;
  }

  /**
   * The fields of a wide answer.
   *
   * @param paths the column paths that are sent
   */
  List<Field> ofWide(List<ColumnPath> paths) {
    List<Field> fields = new ArrayList<>();
    for (int key = 0; key < question.rows().shown(); key++) {
      fields.add(key(question.rows().keys().get(key), layout.rowKeyValues(key), "row_key"));
    }
    fields.add(structural("_depth", INT32));
    fields.add(structural("_row_grouping", INT32));
    fields.add(structural("_path_id", ArrowType.Utf8.INSTANCE));
    if (layout.expanded().isTold()) {
      fields.add(structural("_expanded", ArrowType.Bool.INSTANCE));
    }
    if (question.rows().hasOthers()) {
      fields.add(structural("_others", ArrowType.Bool.INSTANCE));
    }
    String nullLabel = question.spec().columnChoice().nullLabel();
    Set<String> taken = new HashSet<>();
    fields.forEach(field -> taken.add(field.getName()));
    for (ColumnPath path : paths) {
      String keys = StrictJson.write(path.toJson());
      for (int index = 0; index < question.shown().size(); index++) {
        BoundShown measure = question.shown().get(index);
        Map<String, String> metadata = metadata(measure);
        metadata.put("vane.column_path", keys);
        if (path.isTotal()) {
          metadata.put("vane.is_total", "true");
        }
        if (!question.columns().groupings().isEmpty()) {
          metadata.put("vane.column_grouping", Integer.toString(path.grouping()));
        }
        if (path.hasOthers()) {
          metadata.put("vane.is_others", "true");
        }
        fields.add(
            measure(free(path.name(measure.measure().alias(), nullLabel), taken), index, metadata));
      }
    }
    return fields;
  }

  private static Field key(AxisKey key, FieldVector values, String role) {
    return new Field(
        key.name(),
        new FieldType(true, values.getField().getType(), null, Map.of(ROLE, role)),
        values.getField().getChildren());
  }

  private static Field structural(String name, ArrowType type) {
    return new Field(name, new FieldType(true, type, null, Map.of(ROLE, "structural")), null);
  }

  private Field measure(String name, int index, Map<String, String> metadata) {
    CellColumn column = layout.columns().get(index);
    return new Field(
        name, new FieldType(true, column.type().getType(), null, metadata), column.children());
  }

  private Map<String, String> metadata(BoundShown shown) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(ROLE, "measure");
    metadata.put("vane.measure", shown.measure().alias());
    metadata.put("vane.additivity", additivity(shown.measure()));
    shown.showAs().ifPresent(showAs -> metadata.put("vane.show_as", showAs.showAs().text()));
    format(shown.measure()).ifPresent(format -> metadata.put("vane.format", format));
    shown.measure().aggregate().stream()
        .mapToObj(question.measures()::get)
        .flatMap(measure -> measure.aggregation().error().stream())
        .forEach(error -> metadata.put("vane.error", error));
    return metadata;
  }

  /** What the question says, or that a ratio is meant in hundredths. */
  private Optional<String> format(ShownMeasure shown) {
    return shown
        .format()
        .or(
            () ->
                shown.aggregate().stream()
                    .mapToObj(question.measures()::get)
                    .flatMap(measure -> measure.measure().options().ratio().stream())
                    .filter(MeasureOptions.Ratio::percentage)
                    .map(ratio -> "percentage")
                    .findFirst());
  }

  /** What is in relation to others can't be added; a calculation follows from its inputs. */
  private String additivity(ShownMeasure shown) {
    if (shown.showAs().isPresent()) {
      return "none";
    }
    return shown.aggregate().isPresent()
        ? question.measures().get(shown.aggregate().getAsInt()).aggregation().additivity().text()
        : "calculated";
  }

  /** The name, or the first of "name (2)", "name (3)" that is not taken; taken from now on. */
  private static String free(String name, Set<String> taken) {
    String candidate = name;
    for (int number = 2; !taken.add(candidate); number++) {
      candidate = name + " (" + number + ")";
    }
    return candidate;
  }
}
