package dev.vane.storage.delta;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of one stream into a Delta table.
 *
 * @param compression of the data files, as the engine calls it
 * @param compressionLevel of zstd, from 1 (fast) to 22 (small)
 * @param targetFileBytes bytes of a data file, about
 * @param emptyPartitionIsNull whether an empty text in a partition column is stored as NULL, which
 *     is all that Delta can do, or refused
 * @param autoCompact how many small files may gather in a partition before they are written
 *     together, 0 for any number; empty to leave it to the table
 */
record DeltaOptions(
    String compression,
    OptionalInt compressionLevel,
    long targetFileBytes,
    boolean emptyPartitionIsNull,
    List<String> zOrderBy,
    OptionalInt autoCompact) {
  static final String Z_ORDER_BY = "z_order_by";
  static final String COMPRESSION = "compression";
  static final String TARGET_FILE_SIZE = "target_file_size";
  static final String EMPTY_PARTITION = "empty_partition";
  static final String AUTO_COMPACT = "auto_compact";

  private static final List<String> KEYS =
      List.of(AUTO_COMPACT, COMPRESSION, EMPTY_PARTITION, TARGET_FILE_SIZE, Z_ORDER_BY);

  /** What shapes files, whichever stream their rows came by. */
  private static final List<String> LAYOUT =
      List.of(AUTO_COMPACT, COMPRESSION, TARGET_FILE_SIZE, Z_ORDER_BY);

  private static final Pattern LEVEL = Pattern.compile("zstd:(\\d{1,2})");
  private static final int MAX_LEVEL = 22;
  private static final List<String> COMPRESSIONS = List.of("none", "snappy", "zstd");
  private static final long DEFAULT_TARGET_FILE_BYTES = 128L << 20;
  private static final long MIN_TARGET_FILE_BYTES = 1L << 10;

  /** What holds where nothing is said. */
  static final DeltaOptions DEFAULTS = parse(Map.of());

  static DeltaOptions parse(Map<String, String> options) {
    for (String key : options.keySet()) {
      if (!KEYS.contains(key)) {
        throw new VaneException(
            ErrorCode.OPTION_UNSUPPORTED,
            "A Delta table has no option %s.%s"
                .formatted(Names.quoted(key), Suggestions.hint(key, KEYS)));
      }
    }
    Matcher level = LEVEL.matcher(options.getOrDefault(COMPRESSION, ""));
    OptionalInt compressionLevel =
        level.matches() ? OptionalInt.of(level(level.group(1))) : OptionalInt.empty();
    String compression =
        level.matches() ? "zstd" : choice(options, COMPRESSION, "zstd", COMPRESSIONS);
    String empty = choice(options, EMPTY_PARTITION, "refuse", List.of("null", "refuse"));
    return new DeltaOptions(
        compression.equals("none") ? "uncompressed" : compression,
        compressionLevel,
        targetFileBytes(options.get(TARGET_FILE_SIZE)),
        empty.equals("null"),
        columns(options.get(Z_ORDER_BY)),
        autoCompact(options.get(AUTO_COMPACT)));
  }

  /** Those of a stream's options that shape files. */
  static Map<String, String> layout(Map<String, String> options) {
    Map<String, String> layout = new HashMap<>(options);
    layout.keySet().retainAll(LAYOUT);
    return Map.copyOf(layout);
  }

  private static int level(String digits) {
    int level = Integer.parseInt(digits);
    if (level < 1 || level > MAX_LEVEL) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "The level of zstd is 1 to %d, as in 'zstd:9'; it can't be %d."
              .formatted(MAX_LEVEL, level));
    }
    return level;
  }

  /** Names in a JSON list. */
  private static List<String> columns(@Nullable String json) {
    return json == null ? List.of() : JsonTexts.read(json);
  }

  DeltaOptions withTargetFileBytes(OptionalLong bytes) {
    return bytes.isEmpty()
        ? this
        : new DeltaOptions(
            compression,
            compressionLevel,
            targetFileBytes(Long.toString(bytes.getAsLong())),
            emptyPartitionIsNull,
            zOrderBy,
            autoCompact);
  }

  private static OptionalInt autoCompact(@Nullable String text) {
    if (text == null) {
      return OptionalInt.empty();
    }
    if (text.matches("\\d{1,6}") && !text.equals("1")) {
      return OptionalInt.of(Integer.parseInt(text));
    }
    throw new VaneException(
        ErrorCode.OPTION_UNSUPPORTED,
        "The option %s is a count of files from 2, or 0 for never; it can't be %s."
            .formatted(AUTO_COMPACT, Names.quoted(text)));
  }

  private static String choice(
      Map<String, String> options, String key, String otherwise, List<String> choices) {
    String value = options.getOrDefault(key, otherwise);
    if (!choices.contains(value)) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "The option %s can't be %s.%s"
              .formatted(key, Names.quoted(value), Suggestions.hint(value, choices)));
    }
    return value;
  }

  private static long targetFileBytes(@Nullable String text) {
    if (text == null) {
      return DEFAULT_TARGET_FILE_BYTES;
    }
    try {
      long bytes = Long.parseLong(text);
      if (bytes >= MIN_TARGET_FILE_BYTES) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      // Falls through to the refusal, which quotes the text.
    }
    throw new VaneException(
        ErrorCode.OPTION_UNSUPPORTED,
        "The option %s is a count of bytes from %d; it can't be %s."
            .formatted(TARGET_FILE_SIZE, MIN_TARGET_FILE_BYTES, Names.quoted(text)));
  }
}
