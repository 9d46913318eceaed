package dev.vane.storage.delta;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the engine tells of a file that it wrote.
 *
 * @param columns statistics of each leaf column by its quoted path
 * @param partitionKeys by physical column name; null for NULL
 */
record WrittenFile(
    Path path,
    long rows,
    long bytes,
    Map<String, Map<String, String>> columns,
    Map<String, @Nullable String> partitionKeys) {
  WrittenFile {
    columns = Map.copyOf(columns);
    partitionKeys = Collections.unmodifiableMap(new HashMap<>(partitionKeys));
  }

  /** Reads a row of what {@code COPY … RETURN_STATS} gives. */
  static WrittenFile read(ResultSet row) throws SQLException {
    Map<String, Map<String, String>> columns = new HashMap<>();
    map(row.getObject("column_statistics"))
        .forEach((path, values) -> columns.put(path, withoutNulls(map(values))));
    Map<String, @Nullable String> keys = new HashMap<>();
    map(row.getObject("partition_keys"))
        .forEach((name, value) -> keys.put(name, value == null ? null : value.toString()));
    return new WrittenFile(
        Path.of(row.getString("filename")),
        row.getLong("count"),
        row.getLong("file_size_bytes"),
        columns,
        keys);
  }

  private static Map<String, @Nullable Object> map(@Nullable Object value) {
    Map<String, @Nullable Object> result = new HashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, entry) -> result.put(String.valueOf(key), entry));
    }
    return result;
  }

  private static Map<String, String> withoutNulls(Map<String, @Nullable Object> values) {
    Map<String, String> result = new HashMap<>();
    values.forEach(
        (key, value) -> {
          if (value != null) {
            result.put(key, value.toString());
          }
        });
    return result;
  }
}
