package dev.vane.storage.delta;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import dev.vane.storage.delta.log.TableMetadata;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.PartitionText;
import dev.vane.storage.delta.schema.SchemaJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a stream does to a table as it was when this was made: decided from schemas and options
 * alone, before the first row.
 *
 * @param base the table, or empty where it is to be created
 * @param schema the table's columns afterwards
 * @param stream the stream's columns, in the order of its batches
 * @param metadata the table's new metadata, if it changes
 * @param rules what the stream's rows have to keep
 */
record WritePlan(
    Optional<TableState> base,
    DeltaType.Struct schema,
    DeltaType.Struct stream,
    List<String> partitionColumns,
    Optional<TableMetadata> metadata,
    Optional<TableRules> rules) {

  static WritePlan of(
      Optional<TableState> table,
      DeltaType.Struct stream,
      WriteOptions options,
      NewTables newTables,
      String name) {
    if (table.isEmpty()) {
      return ofNew(stream, options.partitionBy(), newTables, name).compacting(options);
    }
    TableState state = table.get();
    TableRules rules = new TableRules(state, name);
    boolean ruled = rules.requireKept(stream);
    if (options.mode() != WriteMode.APPEND) {
      TableRules.requireRemovable(state);
    }
    List<String> partitions = state.partitionColumns();
    if (!options.partitionBy().isEmpty() && !options.partitionBy().equals(partitions)) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "The table %s is partitioned by %s and not by %s; leave the option out, or write to a new"
                  .formatted(
                      Names.quoted(name),
                      partitions.isEmpty() ? "nothing" : String.join(", ", partitions),
                      String.join(", ", options.partitionBy()))
              + " table.");
    }
    boolean overwrite = options.mode() == WriteMode.OVERWRITE && options.replaced().isEmpty();
    DeltaType.Struct schema =
        overwrite && !ruled
            ? replacement(state, stream)
            : reconciled(rules, state, stream, options.schemaMode());
    requireTyped(schema, "");
    requirePartitionable(schema, partitions);
    requireMappable(state, schema);
    WritePlan plan =
        new WritePlan(
                table,
                schema,
                stream,
                partitions,
                schema.equals(state.schema())
                    ? Optional.empty()
                    : Optional.of(withSchema(state.snapshot().metadata(), schema)),
                ruled ? Optional.of(rules) : Optional.empty())
            .compacting(options);
    if (!overwrite && options.mode() != WriteMode.APPEND && plan.widens()) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "%s does not widen the types of %s; append a row of the wider types first, or cast the stream."
              .formatted(
                  options.mode() == WriteMode.UPSERT
                      ? "The mode 'upsert'"
                      : "An overwrite with filters",
                  Names.quoted(name)));
    }
    return plan;
  }

  /** The same with the stream's setting for small files. */
  private WritePlan compacting(WriteOptions options) {
    OptionalInt files = DeltaOptions.parse(options.options()).autoCompact();
    TableMetadata before = metadata.orElseGet(() -> base.orElseThrow().snapshot().metadata());
    TableMetadata after = AutoCompaction.set(before, files);
    return after.equals(before)
        ? this
        : new WritePlan(base, schema, stream, partitionColumns, Optional.of(after), rules);
  }

  /** Makes a table. */
  static WritePlan ofNew(
      DeltaType.Struct schema, List<String> partitions, NewTables newTables, String name) {
    requireTyped(schema, "");
    requirePartitionable(schema, partitions);
    return new WritePlan(
        Optional.empty(),
        schema,
        schema,
        partitions,
        Optional.of(newTables.metadata(name, schema, partitions)),
        Optional.empty());
  }

  /** Writes rows of the table as they are. */
  static WritePlan unchanged(TableState state) {
    requireMappable(state, state.schema());
    return new WritePlan(
        Optional.of(state),
        state.schema(),
        state.schema(),
        state.partitionColumns(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Whether files of the table have narrower types than the table will have. They are written again
   * then: readers need not know of widened types, and the files are as if they had always been so.
   */
  boolean widens() {
    return base.stream()
        .filter(state -> !state.snapshot().files().isEmpty())
        .flatMap(state -> state.schema().fields().stream())
        .anyMatch(
            old -> column(old.name()).map(field -> !field.type().equals(old.type())).orElse(false));
  }

  /** The same for files of changes, which have a column more. */
  WritePlan ofChanges() {
    return new WritePlan(
        base,
        ChangeFeed.columns(schema),
        stream,
        partitionColumns,
        Optional.empty(),
        Optional.empty());
  }

  /** The reader and writer features that the columns need. */
  List<String> features() {
    return usesLocalTimestamps(schema) ? List.of("timestampNtz") : List.of();
  }

  /** Whether files written under the other plan are right under this one too. */
  boolean writesLike(WritePlan other) {
    return partitionColumns.equals(other.partitionColumns)
        && stream.fields().stream()
            .allMatch(field -> column(field.name()).equals(other.column(field.name())));
  }

  Optional<DeltaField> column(String name) {
    return schema.fields().stream().filter(field -> field.name().equals(name)).findFirst();
  }

  /** Generated columns that the stream lacks are computed, so they are not asked of it. */
  private static DeltaType.Struct reconciled(
      TableRules rules, TableState state, DeltaType.Struct stream, SchemaMode mode) {
    List<DeltaField> computed = rules.missing(stream);
    if (computed.isEmpty()) {
      return SchemaReconciliation.reconcile(state.schema(), stream, mode);
    }
    List<DeltaField> asked =
        state.schema().fields().stream().filter(field -> !computed.contains(field)).toList();
    List<DeltaField> fields = new ArrayList<>();
    List<DeltaField> given =
        new ArrayList<>(
            SchemaReconciliation.reconcile(new DeltaType.Struct(asked), stream, mode).fields());
    for (DeltaField field : state.schema().fields()) {
      fields.add(computed.contains(field) ? field : given.remove(0));
    }
    fields.addAll(given);
    return new DeltaType.Struct(fields);
  }

  private static DeltaType.Struct replacement(TableState state, DeltaType.Struct stream) {
    Map<String, DeltaField> columns = new HashMap<>();
    state.schema().fields().forEach(field -> columns.put(field.name(), field));
    DeltaType.Struct replaced =
        new DeltaType.Struct(
            stream.fields().stream()
                .map(
                    field -> {
                      DeltaField column = columns.get(field.name());
                      return column != null && column.type().equals(field.type()) ? column : field;
                    })
                .toList());
    return replaced.fields().size() == columns.size()
            && columns.values().containsAll(replaced.fields())
        ? state.schema()
        : replaced;
  }

  private static TableMetadata withSchema(TableMetadata metadata, DeltaType.Struct schema) {
    return new TableMetadata(
        metadata.id(),
        metadata.name(),
        SchemaJson.write(schema),
        metadata.partitionColumns(),
        metadata.configuration());
  }

  private static void requirePartitionable(DeltaType.Struct schema, List<String> partitions) {
    List<String> names = schema.fields().stream().map(DeltaField::name).toList();
    for (String partition : partitions) {
      DeltaField field =
          schema.fields().stream()
              .filter(candidate -> candidate.name().equals(partition))
              .findFirst()
              .orElseThrow(
                  () ->
                      new VaneException(
                          ErrorCode.FIELD_UNKNOWN,
                          "The partition column %s is not in the schema.%s"
                              .formatted(
                                  Names.quoted(partition), Suggestions.hint(partition, names))));
      if (!PartitionText.canPartition(field.type())) {
        throw new VaneException(
            ErrorCode.OPTION_UNSUPPORTED,
            "The column %s of type %s can't lay out a table; choose a column of plain values other"
                    .formatted(Names.quoted(partition), field.type().describe())
                + " than bytes.");
      }
    }
    if (partitions.stream().distinct().count() != partitions.size()) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED, "A partition column is named twice; name it once.");
    }
    if (partitions.size() >= schema.fields().size()) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "Every column is a partition column, so the files would hold nothing; leave one out.");
    }
  }

  private static void requireTyped(DeltaType.Struct schema, String path) {
    for (DeltaField field : schema.fields()) {
      requireTyped(field.type(), path + field.name());
    }
  }

  private static void requireTyped(DeltaType type, String path) {
    if (type instanceof DeltaType.Struct struct) {
      requireTyped(struct, path + ".");
    } else if (type instanceof DeltaType.Array array) {
      requireTyped(array.element(), path + ".element");
    } else if (type instanceof DeltaType.Map map) {
      requireTyped(map.key(), path + ".key");
      requireTyped(map.value(), path + ".value");
    } else if (type == DeltaType.Untyped.NULLS) {
      throw new VaneException(
          ErrorCode.TYPE_UNSUPPORTED,
          "The column %s has the null type, which Delta can't hold: give it the type that its values"
                  .formatted(Names.quoted(path))
              + " will have.");
    }
  }

  /** Columns under other names in the files can be written only while their names stay. */
  private static void requireMappable(TableState state, DeltaType.Struct schema) {
    boolean mapped = !state.property("delta.columnMapping.mode", "none").equals("none");
    if (!mapped) {
      return;
    }
    if (!schema.equals(state.schema())) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "The table maps its columns to other names (delta.columnMapping.mode), and its schema"
              + " can't be changed here; change it with the program that made it.");
    }
  }

  private static boolean usesLocalTimestamps(DeltaType type) {
    if (type instanceof DeltaType.Struct struct) {
      return struct.fields().stream().anyMatch(field -> usesLocalTimestamps(field.type()));
    }
    if (type instanceof DeltaType.Array array) {
      return usesLocalTimestamps(array.element());
    }
    if (type instanceof DeltaType.Map map) {
      return usesLocalTimestamps(map.key()) || usesLocalTimestamps(map.value());
    }
    return type == DeltaType.Primitive.TIMESTAMP_NTZ;
  }
}
