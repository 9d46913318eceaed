package dev.vane.storage.delta;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.log.LogPaths;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Partition values in the names of folders, such as {@code day=2026-01-31/part.parquet} (Hive's).
 */
final class FolderPartitions {
  private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  private FolderPartitions() {}

  /** The values by column, outermost first; null for NULL. */
  static Map<String, @Nullable String> of(String path) {
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    String[] parts = path.split("/", -1);
    for (int index = 0; index < parts.length - 1; index++) {
      int equals = parts[index].indexOf('=');
      if (equals > 0) {
        String value = LogPaths.decode(parts[index].substring(equals + 1));
        values.put(
            LogPaths.decode(parts[index].substring(0, equals)), value.equals(NULL) ? null : value);
      }
    }
    return values;
  }

  /**
   * @throws VaneException naming the first file that is not below folders of just these columns
   */
  static void require(List<String> columns, List<String> paths) {
    for (String path : paths) {
      List<String> found = List.copyOf(of(path).keySet());
      if (!found.equals(columns)) {
        throw new VaneException(
            ErrorCode.COMMAND_INVALID,
            "The folders of the file %s give the columns %s, and partition_by says %s. Name the columns in the order of the folders."
                .formatted(Names.quoted(path), text(found), text(columns)));
      }
    }
  }

  private static String text(List<String> columns) {
    return columns.isEmpty() ? "none" : String.join(", ", columns);
  }
}
