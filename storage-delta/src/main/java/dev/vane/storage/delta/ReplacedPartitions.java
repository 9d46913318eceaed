package dev.vane.storage.delta;

import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.RowCondition;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.NewFile;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.PartitionText;
import dev.vane.storage.delta.schema.Sql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that an overwrite replaces. Its condition is over partition columns alone, so all
 * rows of a file fulfil it or none does, and the engine is asked once for each partition. Used by
 * one thread.
 */
final class ReplacedPartitions {
  private final List<DeltaField> columns;
  private final RowCondition condition;
  private final EngineConnection connection;
  private final Map<Map<String, @Nullable String>, Boolean> known = new HashMap<>();

  ReplacedPartitions(WritePlan plan, RowCondition condition, EngineConnection connection) {
    this.columns =
        plan.partitionColumns().stream().map(name -> plan.column(name).orElseThrow()).toList();
    this.condition = condition;
    this.connection = connection;
  }

  /** Whether the overwrite replaces the rows of a file. */
  boolean includes(DataFile file) {
    return known.computeIfAbsent(file.partitionValues(), this::ask);
  }

  /**
   * Refuses rows that the overwrite would not replace if it came again.
   *
   * @throws VaneException {@link ErrorCode#VALUE_REFUSED} naming their partition
   */
  void requireIn(List<NewFile> files) {
    for (NewFile file : files) {
      if (!includes(file.written())) {
        throw new VaneException(
            ErrorCode.VALUE_REFUSED,
            "The stream has rows of the partition %s, which its filters do not name. Send rows of the replaced partitions alone."
                .formatted(
                    columns.stream()
                        .map(column -> Names.quoted(column.name()) + " = " + value(column, file))
                        .collect(Collectors.joining(", "))));
      }
    }
  }

  /** The condition, for the history. */
  String describe() {
    SqlQuery predicate = condition.predicate();
    return predicate.parameters().isEmpty()
        ? predicate.text()
        : predicate.text() + " with " + predicate.parameters();
  }

  private static String value(DeltaField column, NewFile file) {
    String text = file.partitionValues().get(column.physicalName());
    return text == null ? "NULL" : Names.quoted(text);
  }

  private boolean ask(Map<String, @Nullable String> values) {
    StringJoiner row = new StringJoiner(", ", "(SELECT ", ")");
    for (DeltaField column : columns) {
      row.add(
          PartitionText.sql(column.type(), values.get(column.physicalName()))
              + " AS "
              + Sql.identifier(column.name()));
    }
    SqlQuery predicate = condition.predicate();
    return connection
        .first(
            "SELECT count(*) FROM %s AS %s WHERE %s"
                .formatted(row, RowCondition.ALIAS, predicate.text()),
            result -> result.getLong(1) > 0,
            predicate.parameters().toArray())
        .orElseThrow();
  }
}
