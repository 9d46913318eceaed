package dev.vane.config;

import java.util.List;

/** The settings under {@code streams.<name>}. */
final class StreamSettings {
  static final StreamSetting<String> TARGET_TABLE =
      new StreamSetting<>(
          "target_table", SettingTypes.NAME, "the stream's name", "The table it is written to.");
  static final StreamSetting<String> STORAGE_BACKEND =
      new StreamSetting<>(
          "storage_backend",
          Settings.BACKENDS,
          "`storage_backend`",
          "The backend that keeps the table.");
  static final StreamSetting<Long> CHUNK_SIZE =
      new StreamSetting<>(
          "chunk_size",
          Settings.CHUNK_SIZES,
          "`defaults.chunk_size`",
          "Rows handed to the storage at once.");
  static final StreamSetting<String> SCHEMA_MODE =
      new StreamSetting<>(
          "schema_mode",
          Settings.SCHEMA_MODES,
          "`defaults.schema_mode`",
          "What becomes of columns that are new, missing or of another type.");
  static final StreamSetting<List<String>> PARTITION_BY =
      new StreamSetting<>(
          "delta_options.partition_by",
          SettingTypes.COLUMNS,
          "no partitions",
          "Columns that a new Delta table is partitioned by.");
  static final StreamSetting<String> COMPRESSION =
      new StreamSetting<>(
          "delta_options.compression",
          SettingTypes.choice("zstd", "snappy", "none"),
          "the backend's",
          "Compression of the Parquet files.");
  static final StreamSetting<Long> TARGET_FILE_SIZE =
      new StreamSetting<>(
          "delta_options.target_file_size",
          SettingTypes.size(1L << 20, 1L << 40),
          "the backend's",
          "About how large a data file becomes.");
  static final StreamSetting<String> EMPTY_PARTITION =
      new StreamSetting<>(
          "delta_options.empty_partition",
          SettingTypes.choice("refuse", "null"),
          "`refuse`",
          "What becomes of an empty text in a partition column, which Delta cannot tell from NULL.");

  static final StreamSetting<Integer> AUTO_COMPACT =
      new StreamSetting<>(
          "delta_options.auto_compact",
          SettingTypes.countOrNever(2, 999_999),
          "the table's",
          "How many small files may gather in a partition before they are written together.");

  static final List<StreamSetting<?>> ALL =
      List.of(
          TARGET_TABLE,
          STORAGE_BACKEND,
          CHUNK_SIZE,
          SCHEMA_MODE,
          PARTITION_BY,
          COMPRESSION,
          TARGET_FILE_SIZE,
          EMPTY_PARTITION,
          AUTO_COMPACT);

  private StreamSettings() {}
}
