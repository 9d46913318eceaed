package dev.vane.pivot.plan;

import dev.vane.pivot.json.StrictJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** The names and the metadata of an answer's fields, in order. */
public final class AnswerFields {
  /** The depth, the grouping and the path id of a wide answer. */
  static final int WIDE_STRUCTURAL = 3;

  private static final String ROLE = "vane.role";

  private final List<Label> labels;

  private record Label(String name, Map<String, String> metadata) {}

  private AnswerFields(List<Label> labels) {
    this.labels = List.copyOf(labels);
  }

  static AnswerFields ofLong(PivotQuestion question) {
    List<Label> labels = new ArrayList<>();
    question.rows().keys().forEach(key -> labels.add(label(key.name(), "row_key")));
    question.columns().keys().forEach(key -> labels.add(label(key.name(), "column_key")));
    labels.add(label(Axis.ROW_GROUPING, "structural"));
    labels.add(label(Axis.COLUMN_GROUPING, "structural"));
    for (BoundMeasure measure : question.measures()) {
      labels.add(new Label(measure.measure().alias(), metadata(measure)));
    }
    return new AnswerFields(labels);
  }

  static AnswerFields ofWide(PivotQuestion question, List<ColumnPath> paths) {
    List<Label> labels = new ArrayList<>();
    question.rows().keys().forEach(key -> labels.add(label(key.name(), "row_key")));
    labels.add(label("_depth", "structural"));
    labels.add(label(Axis.ROW_GROUPING, "structural"));
    labels.add(label("_path_id", "structural"));
    Set<String> taken = new HashSet<>();
    labels.forEach(label -> taken.add(label.name()));
    for (ColumnPath path : paths) {
      for (BoundMeasure measure : question.measures()) {
        Map<String, String> metadata = metadata(measure);
        metadata.put("vane.column_path", StrictJson.write(path.toJson()));
        if (path.isTotal()) {
          metadata.put("vane.is_total", "true");
        }
        labels.add(new Label(free(path.name(measure.measure().alias()), taken), metadata));
      }
    }
    return new AnswerFields(labels);
  }

  private static Label label(String name, String role) {
    return new Label(name, Map.of(ROLE, role));
  }

  private static Map<String, String> metadata(BoundMeasure measure) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(ROLE, "measure");
    metadata.put("vane.measure", measure.measure().alias());
    metadata.put("vane.additivity", measure.aggregation().additivity().text());
    return metadata;
  }

  /** The name, or the first of "name (2)", "name (3)" that is not taken; taken from now on. */
  private static String free(String name, Set<String> taken) {
    String candidate = name;
    for (int number = 2; !taken.add(candidate); number++) {
      candidate = name + " (" + number + ")";
    }
    return candidate;
  }

  Schema label(Schema result, long version, PivotTotals totals) {
    if (result.getFields().size() != labels.size()) {
      throw new IllegalArgumentException(
          "The answer has %d fields, the result %d"
              .formatted(labels.size(), result.getFields().size()));
    }
    List<Field> fields = new ArrayList<>();
    for (int index = 0; index < labels.size(); index++) {
      Field field = result.getFields().get(index);
      Label label = labels.get(index);
      fields.add(
          new Field(
              label.name(),
              new FieldType(
                  field.isNullable(), field.getType(), field.getDictionary(), label.metadata()),
              field.getChildren()));
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("vane.version", Long.toString(version));
    metadata.put("vane.total_rows", Long.toString(totals.rows()));
    metadata.put("vane.total_columns", Long.toString(totals.columns()));
    metadata.put("vane.truncated", "false");
    return new Schema(fields, metadata);
  }
}
