package dev.vane.gateway.maintenance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.gateway.action.Action;
import dev.vane.gateway.apply.ReadBarrier;
import dev.vane.gateway.catalog.Backends;
import dev.vane.gateway.json.Commands;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.source.AsOfJson;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.TableId;
import dev.vane.spi.UnreadableTable;
import dev.vane.spi.VaneException;
import dev.vane.spi.maintenance.ConvertRequest;
import dev.vane.spi.maintenance.MaintainedStorage;
import dev.vane.spi.maintenance.OptimizeRequest;
import dev.vane.spi.maintenance.Progress;
import dev.vane.spi.maintenance.TableMaintenance;
import dev.vane.spi.maintenance.VacuumRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The maintenance actions of every backend that has them. */
public final class MaintenanceActions {
  private static final long DEFAULT_HISTORY = 100;
  private static final long MAX_HISTORY = 100_000;

  private final MaintainedStorage storage;
  private final TableMaintenance tables;
  private final FilterReader filters;
  private final ReadBarrier barrier;
  private final BooleanSupplier ready;

  private MaintenanceActions(
      MaintainedStorage storage, FilterReader filters, ReadBarrier barrier, BooleanSupplier ready) {
    this.storage = storage;
    this.tables = storage.maintenance();
    this.filters = filters;
    this.barrier = barrier;
    this.ready = ready;
  }

  /**
   * All of them.
   *
   * @param filterDepth limits.filter_depth
   * @param barrier makes changes see what was acknowledged before them
   * @param ready whether new work is accepted
   */
  public static List<Action> of(
      Backends backends,
      QueryEngine engine,
      int filterDepth,
      ReadBarrier barrier,
      BooleanSupplier ready) {
    return backends.all().stream()
        .flatMap(
            storage ->
                storage instanceof MaintainedStorage maintained
                    ? new MaintenanceActions(
                            maintained,
                            new FilterReader(maintained, engine, filterDepth),
                            barrier,
                            ready)
                        .all()
                    : Stream.empty())
        .toList();
  }

  private Stream<Action> all() {
    return Stream.of(
        new ListAction(storage.name() + ".list", storage),
        look(
            "describe",
            "Takes {\"table\"}, answers {\"path\", \"id\", \"location\", \"version\", \"timestamp\", \"files\", \"bytes\", \"rows\", \"hot_rows\", \"partition_by\", \"protocol\", \"properties\"}.",
            Set.of(),
            (table, body, progress) -> ReportJson.detail(tables.describe(table))),
        look(
            "history",
            "Takes {\"table\", \"limit\" (100)}, answers {\"path\", \"history\": [{\"version\", \"timestamp\", \"operation\", \"parameters\", \"metrics\", \"engine\", \"read_version\"}]}, newest first.",
            Set.of("limit"),
            this::history),
        change(
            "flush",
            "Takes {\"table\"}, moves its hot rows into data files, answers {\"path\", \"version\", \"committed\", \"added\", \"removed\"}.",
            Set.of(),
            (table, body, progress) -> ReportJson.change(tables.flush(table, progress))),
        change(
            "vacuum",
            "Takes {\"table\", \"retention_hours\" (the table's own), \"force\" (false), \"dry_run\" (false)}, answers {\"path\", \"version\", \"dry_run\", \"retention_hours\", \"files\", \"bytes\", \"paths\"}.",
            Set.of("retention_hours", "force", "dry_run"),
            this::vacuum),
        change(
            "restore",
            "Takes {\"table\", \"as_of\"}, answers {\"path\", \"version\", \"committed\", \"added\", \"removed\"}.",
            Set.of("as_of"),
            this::restore),
        change(
            "optimize",
            "Takes {\"table\", \"z_order_by\", \"target_file_size\"}, answers {\"path\", \"version\", \"committed\", \"added\", \"removed\"}.",
            Set.of("z_order_by", "target_file_size"),
            this::optimize),
        change(
            "checkpoint",
            "Takes {\"table\"}, answers {\"path\", \"version\", \"written\"}.",
            Set.of(),
            (table, body, progress) -> ReportJson.checkpoint(tables.checkpoint(table))),
        change(
            "convert",
            "Takes {\"table\", \"partition_by\"}, answers {\"path\", \"version\", \"committed\", \"added\", \"removed\"}.",
            Set.of("partition_by"),
            (table, body, progress) ->
                ReportJson.change(
                    tables.convert(
                        table,
                        new ConvertRequest(Commands.texts(body, "partition_by").orElse(List.of())),
                        progress))),
        change(
            "delete",
            "Takes {\"table\", \"filters\"}, answers {\"path\", \"version\", \"committed\", \"rows_deleted\", \"added\", \"removed\"}.",
            Set.of("filters"),
            (table, body, progress) ->
                ReportJson.deletion(tables.delete(table, filters.read(table, body), progress))));
  }

  private TableAction look(
      String name, String description, Set<String> keys, TableAction.Work work) {
    return new TableAction(storage.name(), name, description, keys, work);
  }

  /** An action that changes something, and is refused while the gateway stops. */
  private TableAction change(
      String name, String description, Set<String> keys, TableAction.Work work) {
    return look(
        name,
        description,
        keys,
        (table, body, progress) -> {
          if (!ready.getAsBoolean()) {
            throw new VaneException(
                ErrorCode.SHUTTING_DOWN, "The gateway is stopping; ask it again later.");
          }
          barrier.await(List.of(table.path()));
          return work.on(table, body, progress);
        });
  }

  private ObjectNode history(TableId table, JsonObject body, Progress progress) {
    long limit = body.count("limit").orElse(DEFAULT_HISTORY);
    return ReportJson.history(tables.history(table, (int) Math.min(limit, MAX_HISTORY)));
  }

  private ObjectNode vacuum(TableId table, JsonObject body, Progress progress) {
    OptionalLong hours = body.count("retention_hours");
    return ReportJson.vacuum(
        tables.vacuum(
            table,
            new VacuumRequest(
                hours.isPresent()
                    ? Optional.of(Duration.ofHours(Math.min(hours.getAsLong(), 24L * 365 * 1_000)))
                    : Optional.empty(),
                body.flag("force", false),
                body.flag("dry_run", false)),
            progress));
  }

  private ObjectNode restore(TableId table, JsonObject body, Progress progress) {
    AsOf version = AsOfJson.parse(body, ErrorCode.COMMAND_INVALID);
    if (version instanceof AsOf.Latest) {
      throw body.missing("as_of");
    }
    return ReportJson.change(tables.restore(table, version));
  }

  private ObjectNode optimize(TableId table, JsonObject body, Progress progress) {
    return ReportJson.change(
        tables.optimize(
            table,
            new OptimizeRequest(
                Commands.texts(body, "z_order_by").orElse(List.of()),
                body.count("target_file_size")),
            progress));
  }

  /** Lists the tables of one backend, and those that can't be read. */
  private record ListAction(String type, MaintainedStorage storage) implements Action {
    @Override
    public String description() {
      return "Answers {\"tables\": [what describe answers]}, and \"unreadable\" with {\"path\", \"reason\"} where there are such.";
    }

    @Override
    public Set<String> keys() {
      return Set.of();
    }

    @Override
    public ObjectNode run(JsonObject body) {
      ObjectNode answer = Commands.object();
      var entries = answer.putArray("tables");
      for (TableId table : storage.tables()) {
        ObjectNode entry = TableAction.named(table);
        try {
          entry.setAll(ReportJson.detail(storage.maintenance().describe(table)));
          entries.add(entry);
        } catch (VaneException e) {
          if (e.code() != ErrorCode.TABLE_NOT_FOUND) {
            throw e;
          }
          // Gone since it was listed.
        }
      }
      List<UnreadableTable> refused = storage.unreadableTables();
      if (!refused.isEmpty()) {
        var unreadable = answer.putArray("unreadable");
        refused.forEach(
            table ->
                unreadable.add(TableAction.named(table.table()).put("reason", table.reason())));
      }
      return answer;
    }
  }
}
