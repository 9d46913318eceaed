package dev.vane.cli;

import dev.vane.client.DeltaOptions;
import dev.vane.client.PutCommand;
import dev.vane.client.SchemaMode;
import dev.vane.client.WriteMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say where rows go and how they are written. */
final class PutOptions {
  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description = "The table, if it is not named after the stream.")
  private Optional<String> table = Optional.empty();

  @Option(names = "--backend", paramLabel = "NAME", description = "duckdb, delta or both.")
  private Optional<String> backend = Optional.empty();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "append (default), overwrite, create, or upsert with --key.")
  private Optional<WriteMode> mode = Optional.empty();

  @Option(
      names = "--key",
      split = ",",
      paramLabel = "COLUMN",
      description = "The columns that tell rows apart, for --mode upsert.")
  private List<String> key = new ArrayList<>();

  @Option(
      names = "--schema-mode",
      paramLabel = "MODE",
      description = "strict, or merge to add columns and widen types.")
  private Optional<SchemaMode> schemaMode = Optional.empty();

  @Option(
      names = "--partition-by",
      split = ",",
      paramLabel = "COLUMN",
      description = "Partition columns of a new Delta table.")
  private List<String> partitionBy = new ArrayList<>();

  @Option(
      names = "--filter",
      paramLabel = "CONDITION",
      description = {
        "With --mode overwrite: replace the partitions of a Delta table that fulfil it, and no others,",
        "such as \"day = 2026-01-31\". May come several times."
      })
  private List<String> filters = new ArrayList<>();

  @Option(
      names = "--auto-compact",
      paramLabel = "FILES",
      description = {
        "How many small files may gather in a partition of a Delta table before they are written",
        "together; 0 for any number. The table keeps it."
      })
  private Optional<Integer> autoCompact = Optional.empty();

  /** Refuses what would throw away files that were just sent. */
  void check(int files) {
    if (files > 1
        && mode.isPresent()
        && mode.get() != WriteMode.APPEND
        && mode.get() != WriteMode.UPSERT) {
      throw new UsageException(
          "--mode "
              + mode.get().name().toLowerCase(java.util.Locale.ROOT)
              + " takes one file, because each file is a commit of its own. Send the first with it"
              + " and the others with --mode append.");
    }
  }

  PutCommand command(String stream) {
    PutCommand.Builder command = PutCommand.builder(stream);
    table.ifPresent(name -> command.targetTable(TablePaths.parse(name).toArray(String[]::new)));
    backend.ifPresent(command::storageBackend);
    mode.ifPresent(command::mode);
    command.key(key.toArray(String[]::new));
    schemaMode.ifPresent(command::schemaMode);
    for (String filter : filters) {
      FilterText.addTo(command, filter);
    }
    DeltaOptions delta = DeltaOptions.NONE.withPartitionBy(partitionBy.toArray(String[]::new));
    command.deltaOptions(autoCompact.map(delta::withAutoCompact).orElse(delta));
    return command.build();
  }
}
