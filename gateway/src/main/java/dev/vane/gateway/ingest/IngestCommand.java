package dev.vane.gateway.ingest;

import dev.vane.pivot.json.JsonObject;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.WriteMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client says when it opens a stream. What is empty comes from the stream's configuration,
 * then from the defaults.
 *
 * @param stream the stream's name
 * @param table the target's path, one to three elements
 * @param deltaOptions options for the backend, as text by name
 * @param key the columns that tell rows apart, for {@link WriteMode#UPSERT}
 * @param filters what an overwrite replaces, the command that has them under {@code filters}; all
 *     rows where it is empty
 * @param durability where a batch is when it is acknowledged; a whole stream is always in its table
 * @param producer who numbers the batches
 * @param requestId what the whole stream is known by when it is sent again
 */
public record IngestCommand(
    String stream,
    Optional<List<String>> table,
    Optional<String> backend,
    WriteMode mode,
    Optional<SchemaMode> schemaMode,
    Optional<List<String>> partitionBy,
    Map<String, String> deltaOptions,
    List<String> key,
    Optional<JsonObject> filters,
    AckMode ack,
    Durability durability,
    Optional<ProducerName> producer,
    Optional<String> requestId) {
  /** The stream of a client that names none. */
  public static final String DEFAULT_STREAM = "default";

  public IngestCommand {
    table = table.map(List::copyOf);
    partitionBy = partitionBy.map(List::copyOf);
    deltaOptions = Map.copyOf(deltaOptions);
    key = List.copyOf(key);
  }

  /** Append to a stream, with everything else from the configuration. */
  public static IngestCommand ofStream(String stream) {
    return new IngestCommand(
        stream,
        Optional.empty(),
        Optional.empty(),
        WriteMode.APPEND,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        List.of(),
        Optional.empty(),
        AckMode.END,
        Durability.LOG,
        Optional.empty(),
        Optional.empty());
  }

  /** Append to the table of a descriptor's path; its last element names the stream too. */
  public static IngestCommand ofPath(List<String> path) {
    return ofPath(path, WriteMode.APPEND);
  }

  /** As {@link #ofPath(List)}, in another mode. */
  public static IngestCommand ofPath(List<String> path, WriteMode mode) {
    return new IngestCommand(
        path.get(path.size() - 1),
        Optional.of(path),
        Optional.empty(),
        mode,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        List.of(),
        Optional.empty(),
        AckMode.END,
        Durability.LOG,
        Optional.empty(),
        Optional.empty());
  }
}
