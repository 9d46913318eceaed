package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.ingest.ArrowChunk;
import dev.vane.duckdb.ingest.ChunkBuffer;
import dev.vane.spi.BatchCheck;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.StringJoiner;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Whether a table takes a batch's values: all of them go through the expressions that will write
 * them, and those of partition columns become the texts that the log will have. Where no value of
 * the stream's types can be refused, only NULLs are looked for, without the engine: a statement for
 * each small batch would cost more than everything else on its way to the acknowledgement.
 */
final class DeltaBatchCheck implements BatchCheck {
  private final DuckDbEngine engine;
  private final BufferAllocator allocator;
  private final WritePlan plan;
  private final DeltaOptions options;
  private final RowRules rules;
  private final Runnable room;
  private final List<DeltaField> required;
  private final List<DeltaField> partitions;
  private final List<TableRules.Check> checks;
  private final boolean plain;
  private @Nullable EngineConnection connection;

  /**
   * @param schema the stream's
   * @param room refuses where there is none for more rows
   */
  DeltaBatchCheck(
      DuckDbEngine engine,
      BufferAllocator parent,
      Schema schema,
      WritePlan plan,
      DeltaOptions options,
      Runnable room) {
    this.room = room;
    this.engine = engine;
    this.allocator = parent.newChildAllocator("delta-check", 0, Long.MAX_VALUE);
    this.plan = plan;
    this.options = options;
    this.rules = new RowRules(options);
    this.checks = plan.rules().map(rules -> rules.checks(plan.stream())).orElse(List.of());
    this.required = plan.schema().fields().stream().filter(field -> !field.nullable()).toList();
    this.partitions =
        plan.partitionColumns().stream().map(name -> plan.column(name).orElseThrow()).toList();
    this.plain = PlainColumns.areAll(schema, plan);
  }

  /** Whether a statement looks at each batch. */
  boolean asksTheEngine() {
    return !plain;
  }

  @Override
  public void check(VectorSchemaRoot batch) {
    room.run();
    if (batch.getRowCount() == 0) {
      return;
    }
    if (plain) {
      required.forEach(field -> requireNoNull(field, batch));
      return;
    }
    try (VectorSchemaRoot shared = batch.slice(0, batch.getRowCount());
        ChunkBuffer buffer =
            new ChunkBuffer(
                allocator,
                plan.stream().fields().size(),
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                this::run)) {
      buffer.add(shared, new DictionaryProvider.MapDictionaryProvider());
      buffer.flush();
    }
  }

  private static void requireNoNull(DeltaField field, VectorSchemaRoot batch) {
    if (batch.getVector(field.name()).getNullCount() > 0) {
      throw RowRules.notNull(field);
    }
  }

  private void run(ArrowChunk chunk) {
    try (chunk) {
      EngineConnection open = connection;
      if (open == null) {
        open = engine.connect();
        connection = open;
      }
      open.consume(chunk, source -> statement(source, chunk.columns()), this::judge);
    }
  }

  /**
   * One pass over the batch, which can be read only once: every value is made; for each required
   * column whether it has a NULL, for each rule whether a row breaks it, for each partition column
   * its different texts.
   */
  private String statement(String source, List<String> columns) {
    StringJoiner names = new StringJoiner(", ");
    plan.schema().fields().forEach(field -> names.add(Sql.identifier(field.physicalName())));
    StringJoiner results = new StringJoiner(", ");
    results.add("bit_xor(hash(" + names + "))");
    for (DeltaField field : required) {
      results.add("bool_or(" + Sql.identifier(field.physicalName()) + " IS NULL)");
    }
    for (TableRules.Check check : checks) {
      results.add("bool_or((" + check.sql() + ") IS NOT TRUE)");
    }
    for (DeltaField field : partitions) {
      String column = Sql.identifier(field.physicalName());
      results.add(
          "list(DISTINCT CAST(%s AS VARCHAR)) FILTER (%s IS NOT NULL)".formatted(column, column));
    }
    return "SELECT %s FROM (SELECT %s FROM %s)"
        .formatted(results, Selection.ofStream(plan, columns, options), source);
  }

  private boolean judge(ResultSet row) throws SQLException {
    int column = 2;
    for (DeltaField field : required) {
      if (row.getBoolean(column++)) {
        throw RowRules.notNull(field);
      }
    }
    for (TableRules.Check check : checks) {
      if (row.getBoolean(column++)) {
        throw RowRules.broken(check);
      }
    }
    for (DeltaField field : partitions) {
      java.sql.Array texts = row.getArray(column++);
      if (texts != null) {
        for (Object text : (Object[]) texts.getArray()) {
          rules.partitionValue(field, (String) text);
        }
      }
    }
    return true;
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
    allocator.close();
  }
}
