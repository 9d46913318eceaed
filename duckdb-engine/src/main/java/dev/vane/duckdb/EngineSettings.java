package dev.vane.duckdb;

import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.spi.EngineContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The statements that set up the instance; the last of them lock it. */
final class EngineSettings {
  private static final int BYTES_PER_KIBIBYTE = 1024;

  /**
   * This step of DuckDB 2.0.0 moves aggregates below joins, and for that writes each column of one
   * projection into every place where the next one uses it. A clock's offsets are two such steps of
   * some hundred places each, and planning them together with a joined table took many seconds.
   */
  private static final String PLANNING =
      "SET GLOBAL disabled_optimizers = 'partial_aggregate_pushdown'";

  private EngineSettings() {}

  static List<String> of(EngineContext context) {
    List<String> settings = new ArrayList<>();
    settings.add("SET GLOBAL TimeZone = 'UTC'");
    settings.add(
        "SET GLOBAL memory_limit = '" + context.memoryBytes() / BYTES_PER_KIBIBYTE + "KiB'");
    if (context.threads() > 0) {
      settings.add("SET GLOBAL threads = " + context.threads());
    }
    settings.add("SET GLOBAL temp_directory = " + literal(context.temporaryDirectory()));
    // A session may go on after a statement that does not bind.
    settings.add(
        "SET GLOBAL default_transaction_invalidation_policy = 'SYNTACTIC_ERRORS_DO_NOT_INVALIDATE'");
    // Files are checkpointed by their backend, in the background: a checkpoint stops commits.
    settings.add("SET GLOBAL checkpoint_threshold = '1TiB'");
    settings.add(PLANNING);
    settings.add("SET GLOBAL autoinstall_known_extensions = false");
    settings.add("SET GLOBAL autoload_known_extensions = false");
    settings.add("SET GLOBAL allow_community_extensions = false");
    settings.add("SET GLOBAL allow_persistent_secrets = false");
    settings.add("SET GLOBAL allowed_directories = " + directories(context));
    settings.add("ATTACH ':memory:' AS " + ScratchArea.CATALOG);
    settings.add("SET GLOBAL enable_external_access = false");
    // The settings that connections change, to load and to read; clients' statements set nothing.
    settings.add(
        "SET GLOBAL allowed_configs ="
            + " ['preserve_insertion_order', 'streaming_buffer_size', 'TimeZone']");
    settings.add("SET GLOBAL lock_configuration = true");
    return settings;
  }

  private static String directories(EngineContext context) {
    return Stream.concat(
            context.readableDirectories().stream(), Stream.of(context.temporaryDirectory()))
        .map(EngineSettings::literal)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String literal(Path directory) {
    return DuckDbDialect.INSTANCE.literal(directory.toAbsolutePath().normalize() + "/");
  }
}
