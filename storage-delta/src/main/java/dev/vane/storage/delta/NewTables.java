package dev.vane.storage.delta;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.StorageContext;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.hot.HotSettings;
import dev.vane.storage.delta.log.TableMetadata;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.SchemaJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * How tables made here are set up.
 *
 * @param checkpointInterval commits between two checkpoints
 * @param versionRetentionHours how long files that were removed are kept for readers
 */
record NewTables(int checkpointInterval, int versionRetentionHours) {
  private static final String CHECKPOINT_INTERVAL = "checkpoint_interval";
  private static final String VERSION_RETENTION_HOURS = "version_retention_hours";
  private static final List<String> KEYS =
      Stream.concat(
              Stream.of(
                  CHECKPOINT_INTERVAL,
                  VERSION_RETENTION_HOURS,
                  LogLibraries.SETTING,
                  StorageContext.REPLAY_WINDOW),
              HotSettings.KEYS.stream())
          .toList();

  /** From the backend's part of the configuration. */
  static NewTables of(Map<String, String> settings) {
    List<String> keys = Stream.concat(KEYS.stream(), Stores.settings().stream()).toList();
    for (String key : settings.keySet()) {
      if (!keys.contains(key)) {
        throw new VaneException(
            ErrorCode.CONFIGURATION_INVALID,
            "The Delta backend has no setting %s.%s"
                .formatted(Names.quoted(key), Suggestions.hint(key, keys)));
      }
    }
    return new NewTables(
        positive(settings, CHECKPOINT_INTERVAL, 10),
        positive(settings, VERSION_RETENTION_HOURS, 168));
  }

  TableMetadata metadata(String name, DeltaType.Struct schema, List<String> partitionColumns) {
    return new TableMetadata(
        UUID.randomUUID().toString(),
        Optional.of(name),
        SchemaJson.write(schema),
        partitionColumns,
        Map.of(
            "delta.checkpointInterval",
            Integer.toString(checkpointInterval),
            "delta.deletedFileRetentionDuration",
            "interval " + versionRetentionHours + " hours"));
  }

  private static int positive(Map<String, String> settings, String key, int otherwise) {
    String text = settings.getOrDefault(key, Integer.toString(otherwise));
    try {
      int value = Integer.parseInt(text);
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the refusal, which quotes the text.
    }
    throw new VaneException(
        ErrorCode.CONFIGURATION_INVALID,
        "The setting %s is a whole number from 1; it can't be %s."
            .formatted(key, Names.quoted(text)));
  }
}
