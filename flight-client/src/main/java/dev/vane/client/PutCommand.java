package dev.vane.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream of batches goes and how it is written: the command of a DoPut. What is not said is
 * left to the stream's configuration in the gateway. Immutable and safe to share.
 *
 * @param streamName the stream; it gives the table its name where no target is said
 * @param targetTable path of one to three elements; empty for the stream's own table
 * @param storageBackend {@code duckdb}, {@code delta} or another that the gateway has
 * @param producer numbers the batches; each is then sent by {@link PutStream#putNext(long)}
 * @param filters conditions on partition columns: with {@link WriteMode#OVERWRITE} the partitions
 *     that fulfil all of them are replaced, and no others; empty to replace everything
 * @param requestId makes the whole write one unit that is stored once however often it is sent
 */
public record PutCommand(
    String streamName,
    List<String> targetTable,
    Optional<String> storageBackend,
    Optional<WriteMode> mode,
    List<String> key,
    List<Condition> filters,
    Optional<SchemaMode> schemaMode,
    Optional<AckMode> ack,
    Optional<Durability> durability,
    Optional<Producer> producer,
    Optional<String> requestId,
    DeltaOptions deltaOptions) {
  public PutCommand {
    targetTable = List.copyOf(targetTable);
    key = List.copyOf(key);
    filters = List.copyOf(filters);
  }

  /**
   * A condition on a partition column.
   *
   * @param value a text, number, boolean, null, or a list of these for {@code in} and {@code
   *     between}
   */
  public record Condition(String field, String operator, @Nullable Object value) {}

  /** A command that says only the stream's name. */
  public static PutCommand stream(String streamName) {
    return builder(streamName).build();
  }

  /** The same with another producer. */
  public PutCommand withProducer(Producer value) {
    return new PutCommand(
        streamName,
        targetTable,
        storageBackend,
        mode,
        key,
        filters,
        schemaMode,
        ack,
        durability,
        Optional.of(value),
        requestId,
        deltaOptions);
  }

  /** The same with another way to acknowledge. */
  public PutCommand withAck(AckMode value) {
    return new PutCommand(
        streamName,
        targetTable,
        storageBackend,
        mode,
        key,
        filters,
        schemaMode,
        Optional.of(value),
        durability,
        producer,
        requestId,
        deltaOptions);
  }

  /** Starts a command for a stream. */
  public static Builder builder(String streamName) {
    return new Builder(streamName);
  }

  /** The command as the wire has it; only what was said. */
  ObjectNode toJson() {
    ObjectNode json = Json.object().put("stream_name", streamName);
    if (!targetTable.isEmpty()) {
      json.set("target_table", Json.path(targetTable));
    }
    storageBackend.ifPresent(backend -> json.put("storage_backend", backend));
    mode.ifPresent(value -> json.put("mode", value.wireName()));
    if (!key.isEmpty()) {
      json.set("key", Json.texts(key));
    }
    for (Condition condition : filters) {
      ObjectNode filter = json.withArray("filters").addObject();
      filter.put("field", condition.field()).put("op", condition.operator());
      if (!condition.operator().startsWith("is ")) {
        filter.set("value", Json.valueOrNull(condition.value()));
      }
    }
    schemaMode.ifPresent(value -> json.put("schema_mode", value.wireName()));
    ack.ifPresent(value -> json.put("ack", value.wireName()));
    durability.ifPresent(value -> json.put("durability", value.wireName()));
    producer.ifPresent(
        value -> json.putObject("producer").put("id", value.id()).put("epoch", value.epoch()));
    requestId.ifPresent(value -> json.put("request_id", value));
    if (!deltaOptions.equals(DeltaOptions.NONE)) {
      json.set("delta_options", optionsToJson(deltaOptions));
    }
    return json;
  }

  private static ObjectNode optionsToJson(DeltaOptions options) {
    ObjectNode json = Json.object();
    if (!options.partitionBy().isEmpty()) {
      json.set("partition_by", Json.texts(options.partitionBy()));
    }
    if (!options.zOrderBy().isEmpty()) {
      json.set("z_order_by", Json.texts(options.zOrderBy()));
    }
    options.targetFileSize().ifPresent(bytes -> json.put("target_file_size", bytes));
    options.compression().ifPresent(codec -> json.put("compression", codec));
    options.autoCompact().ifPresent(files -> json.put("auto_compact", files));
    return json;
  }

  /** Collects a command. Not thread-safe. */
  public static final class Builder {
    private final String streamName;
    private List<String> targetTable = List.of();
    private Optional<String> storageBackend = Optional.empty();
    private Optional<WriteMode> mode = Optional.empty();
    private List<String> key = List.of();
    private final List<Condition> filters = new ArrayList<>();
    private Optional<SchemaMode> schemaMode = Optional.empty();
    private Optional<AckMode> ack = Optional.empty();
    private Optional<Durability> durability = Optional.empty();
    private Optional<Producer> producer = Optional.empty();
    private Optional<String> requestId = Optional.empty();
    private DeltaOptions deltaOptions = DeltaOptions.NONE;

    private Builder(String streamName) {
      this.streamName = streamName;
    }

    /** The table: {@code table}, {@code backend, table} or {@code backend, schema, table}. */
    public Builder targetTable(String... path) {
      targetTable = List.of(path);
      return this;
    }

    /** The backend that holds the table. */
    public Builder storageBackend(String backend) {
      storageBackend = Optional.of(backend);
      return this;
    }

    /** What happens to rows that the table has; append where it is not said. */
    public Builder mode(WriteMode value) {
      mode = Optional.of(value);
      return this;
    }

    /** The columns that tell rows apart; goes with {@link WriteMode#UPSERT}. */
    public Builder key(String... columns) {
      key = List.of(columns);
      return this;
    }

    /**
     * Replaces only the partitions that fulfil this condition, and others of this kind that are
     * added; goes with {@link WriteMode#OVERWRITE}.
     *
     * @param value a text, number, boolean, null, or a list of these for {@code in} and {@code
     *     between}
     */
    public Builder where(String field, String operator, @Nullable Object value) {
      filters.add(new Condition(field, operator, value));
      return this;
    }

    /** What may happen to the table's columns. */
    public Builder schemaMode(SchemaMode value) {
      schemaMode = Optional.of(value);
      return this;
    }

    /** When the gateway acknowledges; at the end where it is not said. */
    public Builder ack(AckMode value) {
      ack = Optional.of(value);
      return this;
    }

    /** Where a batch is when it is acknowledged; in the log where it is not said. */
    public Builder durability(Durability value) {
      durability = Optional.of(value);
      return this;
    }

    /** Who numbers the batches. */
    public Builder producer(Producer value) {
      producer = Optional.of(value);
      return this;
    }

    /** What the whole write is known by when it is sent again. */
    public Builder requestId(String value) {
      requestId = Optional.of(value);
      return this;
    }

    /** The layout of a Delta table. */
    public Builder deltaOptions(DeltaOptions options) {
      deltaOptions = options;
      return this;
    }

    /** The command. */
    public PutCommand build() {
      return new PutCommand(
          streamName,
          targetTable,
          storageBackend,
          mode,
          key,
          filters,
          schemaMode,
          ack,
          durability,
          producer,
          requestId,
          deltaOptions);
    }
  }
}
