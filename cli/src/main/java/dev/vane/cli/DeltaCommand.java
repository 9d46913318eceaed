package dev.vane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.cli.output.RowSource;
import dev.vane.cli.output.SmallTable;
import dev.vane.cli.terminal.Console;
import dev.vane.client.VaneClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks after Delta tables: each subcommand is one action of the gateway and prints its report. */
@Command(
    name = "delta",
    description = "Look into Delta tables, tidy them, and go back to older versions.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class DeltaCommand implements Runnable {
  private final Console console;
  @Spec private @Nullable CommandSpec spec;

  DeltaCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Say which command.");
  }

  @Command(
      name = "list",
      description = "List the Delta tables with their versions, files and rows.",
      mixinStandardHelpOptions = true)
  int list(@Mixin ServerOption server, @Mixin OutputOption output) throws IOException {
    JsonNode answer;
    try (VaneClient client = server.connect(console)) {
      answer = client.action("delta.list", JsonNodeFactory.instance.objectNode());
    }
    try (SmallTable rows = DeltaRows.tables(answer.path("tables"))) {
      print(output, rows);
    }
    for (JsonNode refused : answer.path("unreadable")) {
      console
          .err()
          .println(DeltaRows.path(refused) + " can't be read: " + refused.path("reason").asText());
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "describe",
      description = "Show a table's version, files, partitions, protocol and properties.",
      mixinStandardHelpOptions = true)
  int describe(@Mixin DeltaTarget target) throws IOException {
    return print(target, DeltaRows.detail(target.run(console, "describe", target.body())));
  }

  @Command(
      name = "history",
      description = "Show a table's commits, newest first.",
      mixinStandardHelpOptions = true)
  int history(
      @Mixin DeltaTarget target,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "100",
              description = "Commits shown at most (default: ${DEFAULT-VALUE}).")
          long limit)
      throws IOException {
    return print(
        target,
        DeltaRows.history(target.run(console, "history", target.body().put("limit", limit))));
  }

  @Command(
      name = "vacuum",
      description = "Remove files that no version within the retention needs.",
      mixinStandardHelpOptions = true)
  int vacuum(
      @Mixin DeltaTarget target,
      @Option(
              names = "--retention-hours",
              paramLabel = "HOURS",
              description = "How long unneeded files stay (default: the table's own).")
          @Nullable Long retention,
      @Option(
              names = "--force",
              description = "Allow a retention below the table's own, when nobody else uses it.")
          boolean force,
      @Option(names = "--dry-run", description = "Only list the files.") boolean dryRun)
      throws IOException {
    ObjectNode body = target.body().put("force", force).put("dry_run", dryRun);
    if (retention != null) {
      body.put("retention_hours", retention);
    }
    JsonNode report = target.run(console, "vacuum", body);
    int code = print(target, dryRun ? DeltaRows.paths(report) : DeltaRows.vacuum(report));
    if (dryRun) {
      console
          .err()
          .printf(
              "%,d files, %,d bytes would be removed.%n",
              report.path("files").asLong(), report.path("bytes").asLong());
    }
    return code;
  }

  @Command(
      name = "restore",
      description = "Make an older version the newest one.",
      mixinStandardHelpOptions = true)
  int restore(
      @Mixin DeltaTarget target,
      @Option(names = "--to-version", paramLabel = "N", description = "The version.")
          @Nullable Long version,
      @Option(
              names = "--to-timestamp",
              paramLabel = "TIME",
              description = "The version at this time, such as 2026-01-31T09:30:00Z.")
          @Nullable String timestamp)
      throws IOException {
    if ((version == null) == (timestamp == null)) {
      throw new UsageException("Give either --to-version or --to-timestamp.");
    }
    ObjectNode body = target.body();
    if (version != null) {
      body.putObject("as_of").put("version", version);
    } else {
      body.putObject("as_of").put("timestamp", timestamp);
    }
    return change(target, "restore", body);
  }

  @Command(
      name = "optimize",
      description = "Write small files, and files with deleted rows, together.",
      mixinStandardHelpOptions = true)
  int optimize(
      @Mixin DeltaTarget target,
      @Option(
              names = "--zorder",
              split = ",",
              paramLabel = "COLUMN",
              description = "Lay all rows out anew, near values in one file.")
          @Nullable List<String> columns,
      @Option(
              names = "--target-file-size",
              paramLabel = "BYTES",
              description = "About how large files become.")
          @Nullable Long bytes)
      throws IOException {
    ObjectNode body = target.body();
    texts(body, "z_order_by", columns);
    if (bytes != null) {
      body.put("target_file_size", bytes);
    }
    return change(target, "optimize", body);
  }

  @Command(
      name = "flush",
      description = "Move rows that are hot into data files now.",
      mixinStandardHelpOptions = true)
  int flush(@Mixin DeltaTarget target) throws IOException {
    return change(target, "flush", target.body());
  }

  @Command(
      name = "checkpoint",
      description = "Write a checkpoint, from which readers start.",
      mixinStandardHelpOptions = true)
  int checkpoint(@Mixin DeltaTarget target) throws IOException {
    return print(target, DeltaRows.checkpoint(target.run(console, "checkpoint", target.body())));
  }

  @Command(
      name = "convert",
      description = "Make a folder of Parquet files, below the Delta root, a table.",
      mixinStandardHelpOptions = true)
  int convert(
      @Mixin DeltaTarget target,
      @Option(
              names = "--partition-by",
              split = ",",
              paramLabel = "COLUMN",
              description = "The columns that the names of the folders give, in their order.")
          @Nullable List<String> columns)
      throws IOException {
    ObjectNode body = target.body();
    texts(body, "partition_by", columns);
    return change(target, "convert", body);
  }

  @Command(
      name = "delete",
      description = "Remove the rows that fulfil all conditions.",
      mixinStandardHelpOptions = true)
  int delete(
      @Mixin DeltaTarget target,
      @Option(
              names = "--filter",
              required = true,
              paramLabel = "CONDITION",
              description = "Field, operator and value, such as \"region = EMEA\"; once for each.")
          List<String> filters)
      throws IOException {
    ObjectNode body = target.body();
    ArrayNode conditions = body.putArray("filters");
    filters.forEach(filter -> conditions.add(FilterText.parse(filter)));
    return change(target, "delete", body);
  }

  private static void texts(ObjectNode body, String key, @Nullable List<String> values) {
    ArrayNode array = body.putArray(key);
    Optional.ofNullable(values).orElseGet(ArrayList::new).forEach(array::add);
  }

  private int change(DeltaTarget target, String action, ObjectNode body) throws IOException {
    return print(target, DeltaRows.change(target.run(console, action, body)));
  }

  private int print(DeltaTarget target, SmallTable rows) throws IOException {
    try (rows) {
      print(target.output(), rows);
    }
    return ExitCode.DONE;
  }

  private void print(OutputOption output, SmallTable rows) throws IOException {
    output.open(console).print(RowSource.of(rows.root()));
  }
}
