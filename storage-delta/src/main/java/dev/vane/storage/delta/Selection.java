package dev.vane.storage.delta;

import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.PhysicalNames;
import dev.vane.storage.delta.schema.Sql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The expressions that make a table's columns, in its types and under its files' names. */
final class Selection {
  private Selection() {}

  /**
   * From a stream.
   *
   * @param columns the names of the stream's columns in the source
   */
  static String ofStream(WritePlan plan, List<String> columns, DeltaOptions options) {
    Map<String, String> sources = new HashMap<>();
    List<DeltaField> stream = plan.stream().fields();
    for (int index = 0; index < stream.size(); index++) {
      sources.put(stream.get(index).name(), Sql.identifier(columns.get(index)));
    }
    plan.rules()
        .ifPresent(
            rules ->
                rules
                    .missing(plan.stream())
                    .forEach(
                        field ->
                            sources.put(
                                field.name(),
                                rules.generated(
                                    field,
                                    (name, type) ->
                                        "CAST(%s AS %s)"
                                            .formatted(
                                                sources.getOrDefault(name, "NULL"), type.sql())))));
    return of(plan, sources, options.emptyPartitionIsNull());
  }

  /**
   * From expressions by column; columns without one are NULL.
   *
   * @param emptyIsNullWherePartitioned whether an empty text in a partition column becomes NULL
   */
  static String of(
      WritePlan plan, Map<String, String> sources, boolean emptyIsNullWherePartitioned) {
    StringJoiner selection = new StringJoiner(", ");
    for (DeltaField field : plan.schema().fields()) {
      String value = sources.getOrDefault(field.name(), "NULL");
      boolean emptyIsNull =
          emptyIsNullWherePartitioned
              && field.type() == DeltaType.Primitive.STRING
              && plan.partitionColumns().contains(field.name());
      selection.add(
          PhysicalNames.toPhysical(emptyIsNull ? "NULLIF(" + value + ", '')" : value, field.type())
              + " AS "
              + Sql.identifier(field.physicalName()));
    }
    return selection.toString();
  }
}
