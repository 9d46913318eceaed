package dev.vane.config;

import java.time.Duration;
import java.util.List;

/** The settings under {@code limits}. */
final class LimitSettings {
  private static final long KIBIBYTE = 1L << 10;
  private static final long MEBIBYTE = 1L << 20;
  private static final long TEBIBYTE = 1L << 40;
  private static final long LEAST_STANDARD_MEMORY = 1_000_000_000L;
  private static final int LEAST_STANDARD_QUERIES = 4;
  private static final Duration DAY = Duration.ofDays(1);

  static final Setting<Long> MEMORY =
      new Setting<>(
          "limits.memory",
          SettingTypes.size(256 * MEBIBYTE, 64 * TEBIBYTE),
          "a quarter of the machine's memory, at least 1GB",
          LimitSettings::standardMemory,
          "What the process may hold resident; the JVM, Arrow and DuckDB share it.");
  static final Setting<Long> MESSAGE_SIZE =
      Setting.of(
          "limits.message_size",
          SettingTypes.size(64 * KIBIBYTE, 2047 * MEBIBYTE),
          "64MiB",
          "Most bytes in one message from a client, such as a record batch.");
  static final Setting<Long> COMMAND_SIZE =
      Setting.of(
          "limits.command_size",
          SettingTypes.size(KIBIBYTE, 64 * MEBIBYTE),
          "1MiB",
          "Most bytes in one command, ticket or HTTP request.");
  static final Setting<Integer> STREAMS =
      Setting.of(
          "limits.streams",
          SettingTypes.integer(1, 100_000),
          "256",
          "Most streams open for writing at once.");
  static final Setting<Integer> STREAM_NAMES =
      Setting.of(
          "limits.stream_names",
          SettingTypes.integer(1, 1_000_000),
          "10000",
          "Most streams known by name; each is a label value of the metrics.");
  static final Setting<Duration> STREAM_IDLE =
      Setting.of(
          "limits.stream_idle",
          SettingTypes.time(Duration.ofMillis(100), DAY),
          "5m",
          "Longest silence of a client that has a stream open.");
  static final Setting<Long> STREAM_MEMORY =
      Setting.of(
          "limits.stream_memory",
          SettingTypes.size(128 * KIBIBYTE, TEBIBYTE),
          "16MiB",
          "Most bytes of one stream that wait in the gateway: half of it to be looked at, half to"
              + " reach the disk; its client waits then.");
  static final Setting<Integer> TENANT_SHARE =
      Setting.of(
          "limits.tenant_share",
          SettingTypes.integer(1, 100),
          "50",
          "Percent of Arrow's share of limits.memory that the streams of one caller may hold, where"
              + " callers show credentials.");
  static final Setting<Duration> HOLD_BACK =
      Setting.of(
          "limits.hold_back",
          SettingTypes.time(Duration.ofMillis(10), DAY),
          "30s",
          "How long a stream waits for memory while no other gives any back; then it is refused and"
              + " may come again.");
  static final Setting<Integer> TABLES =
      Setting.of(
          "limits.tables",
          SettingTypes.integer(1, 1_000_000),
          "10000",
          "Most tables that streams may create, over all backends.");

  /**
   * DuckDB's smallest unit of a column on disk is a block of 256 KiB, so a write of 2,000 columns
   * can hold 500 MiB before its first row group is full: half of the smallest default memory.
   */
  static final Setting<Integer> COLUMNS =
      Setting.of(
          "limits.columns",
          SettingTypes.integer(1, 100_000),
          "2000",
          "Most columns of a table that a stream may create or widen.");

  static final Setting<Integer> QUERIES =
      new Setting<>(
          "limits.queries",
          SettingTypes.integer(1, 1_000),
          "2 for each core, at least 4",
          machine -> Math.max(LEAST_STANDARD_QUERIES, 2 * machine.cores()),
          "Most queries that run at once.");
  static final Setting<Integer> QUERY_QUEUE =
      Setting.of(
          "limits.query_queue",
          SettingTypes.integer(0, 100_000),
          "64",
          "Most queries that wait for their turn; one more is refused and may be sent again.");
  static final Setting<Duration> QUERY_TIME =
      Setting.of(
          "limits.query_time",
          SettingTypes.time(Duration.ofMillis(10), DAY),
          "5m",
          "Longest run of one query.");
  static final Setting<Duration> CLIENT_STALL =
      Setting.of(
          "limits.client_stall",
          SettingTypes.time(Duration.ofMillis(100), DAY),
          "60s",
          "Longest time that a client may take no data of its result before it is cancelled.");
  static final Setting<Long> PIVOT_CELLS =
      Setting.of(
          "limits.pivot_cells",
          SettingTypes.number(1, 10_000_000_000L),
          "5000000",
          "Most cells of a pivot's answer: row paths times column paths times measures.");
  static final Setting<Integer> FILTER_DEPTH =
      Setting.of(
          "limits.filter_depth",
          SettingTypes.integer(1, 1_000),
          "64",
          "Deepest nesting of conditions in a filter.");
  static final Setting<Long> SCRATCH =
      Setting.of(
          "limits.scratch",
          SettingTypes.size(MEBIBYTE, 64 * TEBIBYTE),
          "512MiB",
          "Most bytes of kept pivot cubes, from which the same question is answered again.");

  static final Setting<Long> LOG_BYTES =
      Setting.of(
          "limits.log_bytes",
          SettingTypes.size(MEBIBYTE, 64 * TEBIBYTE),
          "4GiB",
          "Most bytes of the log of acknowledged batches that wait for their tables.");
  static final Setting<Long> REPLAY_WINDOW =
      Setting.of(
          "limits.replay_window",
          SettingTypes.number(1, 10_000_000),
          "10000",
          "How many of its last batches a producer may send again; older ones are refused, never"
              + " applied twice.");
  static final Setting<Integer> SESSIONS =
      Setting.of(
          "limits.sessions",
          SettingTypes.integer(1, 1_000_000),
          "1000",
          "Most Flight SQL sessions: clients that set a catalog, a schema or a time zone.");
  static final Setting<Duration> SESSION_IDLE =
      Setting.of(
          "limits.session_idle",
          SettingTypes.time(Duration.ofMillis(100), DAY),
          "30m",
          "Longest time that a session, a prepared statement or a result's ticket is kept unused.");
  static final Setting<Integer> PREPARED_STATEMENTS =
      Setting.of(
          "limits.prepared_statements",
          SettingTypes.integer(1, 1_000_000),
          "10000",
          "Most prepared statements, and most tickets of SQL results, that are kept.");
  static final Setting<Long> PREPARED_MEMORY =
      Setting.of(
          "limits.prepared_memory",
          SettingTypes.size(64 * KIBIBYTE, TEBIBYTE),
          "64MiB",
          "Most bytes of prepared statements with their values; the same again for tickets.");

  static final List<Setting<?>> ALL =
      List.of(
          MEMORY,
          MESSAGE_SIZE,
          COMMAND_SIZE,
          STREAMS,
          STREAM_NAMES,
          STREAM_IDLE,
          STREAM_MEMORY,
          TENANT_SHARE,
          HOLD_BACK,
          TABLES,
          COLUMNS,
          QUERIES,
          QUERY_QUEUE,
          QUERY_TIME,
          CLIENT_STALL,
          PIVOT_CELLS,
          FILTER_DEPTH,
          SCRATCH,
          LOG_BYTES,
          REPLAY_WINDOW,
          SESSIONS,
          SESSION_IDLE,
          PREPARED_STATEMENTS,
          PREPARED_MEMORY);

  private LimitSettings() {}

  /** Whole mebibytes, so that the value prints short and exact. */
  private static long standardMemory(Machine machine) {
    long quarter = machine.memoryBytes() / 4 / MEBIBYTE * MEBIBYTE;
    return Math.max(LEAST_STANDARD_MEMORY, quarter);
  }
}
