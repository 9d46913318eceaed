package dev.vane.storage.delta.hot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the hot tier works.
 *
 * @param file of its rows; the tier is there when it is given
 * @param enabled whether rows come in; those that are in are moved out in any case
 * @param rows of a table from which they are moved
 * @param bytes of a table from which they are moved
 * @param age of a table's oldest row from which they are moved
 * @param limit bytes of all tables from which batches are refused
 */
public record HotSettings(
    Path file, boolean enabled, long rows, long bytes, Duration age, long limit) {
  private static final String FILE = "hot_file";
  private static final String ENABLED = "hot_tier";
  private static final String ROWS = "hot_rows";
  private static final String BYTES = "hot_bytes";
  private static final String AGE_MILLIS = "hot_age_millis";
  private static final String LIMIT = "hot_limit";

  /** The keys of the backend's settings. */
  public static final List<String> KEYS = List.of(FILE, ENABLED, ROWS, BYTES, AGE_MILLIS, LIMIT);

  /** From the backend's part of the configuration; empty where no file is given. */
  public static Optional<HotSettings> of(Map<String, String> settings) {
    return Optional.ofNullable(settings.get(FILE))
        .map(
            file ->
                new HotSettings(
                    Path.of(file),
                    Boolean.parseBoolean(settings.getOrDefault(ENABLED, "true")),
                    number(settings, ROWS, 1_000_000),
                    number(settings, BYTES, 128L << 20),
                    Duration.ofMillis(number(settings, AGE_MILLIS, 300_000)),
                    number(settings, LIMIT, 4L << 30)));
  }

  private static long number(Map<String, String> settings, String key, long otherwise) {
    String value = settings.get(key);
    return value == null ? otherwise : Long.parseLong(value);
  }
}
