package dev.vane.gateway.maintenance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.gateway.action.Action;
import dev.vane.gateway.catalog.TablePath;
import dev.vane.gateway.json.Commands;
import dev.vane.pivot.json.JsonObject;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import dev.vane.spi.maintenance.Progress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An action on one table of one backend. With {@code "progress": true} it also gives {@code
 * {"progress": {"step", "done", "total"}}} while it runs, before its answer.
 */
final class TableAction implements Action {
  private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final String backend;
  private final String name;
  private final String description;
  private final Set<String> keys;
  private final Work work;

  /** What the action does. */
  interface Work {
    ObjectNode on(TableId table, JsonObject body, Progress progress);
  }

  TableAction(String backend, String name, String description, Set<String> keys, Work work) {
    this.backend = backend;
    this.name = name;
    this.description = description;
    this.keys = new HashSet<>(keys);
    this.keys.addAll(List.of("table", "progress"));
    this.work = work;
  }

  @Override
  public String type() {
    return backend + "." + name;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public Set<String> keys() {
    return Set.copyOf(keys);
  }

  @Override
  public ObjectNode run(JsonObject body) {
    return run(body, step -> {});
  }

  @Override
  public ObjectNode run(JsonObject body, Consumer<ObjectNode> progress) {
    TableId table = table(body);
    Progress told = body.flag("progress", false) ? new Told(progress) : Progress.NONE;
    ObjectNode answer = named(table);
    answer.setAll(work.on(table, body, told));
    return answer;
  }

  /** An answer that begins with the table's path. */
  static ObjectNode named(TableId table) {
    ObjectNode answer = Commands.object();
    table.path().forEach(answer.putArray("path")::add);
    return answer;
  }

  private TableId table(JsonObject body) {
    TablePath path =
        TablePath.of(Commands.path(body, "table").orElseThrow(() -> body.missing("table")));
    if (path.backend().filter(named -> !named.equals(backend)).isPresent()) {
      throw new VaneException(
          ErrorCode.COMMAND_INVALID,
          "%s is for tables of the %s backend, and the path of %s names another."
              .formatted(type(), backend, Names.quoted(path.table())));
    }
    return path.in(backend);
  }

  /** Passes on a step at most every tenth of a second. */
  private static final class Told implements Progress {
    private final Consumer<ObjectNode> out;
    private long last = System.nanoTime() - PROGRESS_NANOS;

    Told(Consumer<ObjectNode> out) {
      this.out = out;
    }

    @Override
    public void at(String step, long done, long total) {
      long now = System.nanoTime();
      if (now - last >= PROGRESS_NANOS) {
        last = now;
        ObjectNode told = Commands.object();
        told.putObject("progress").put("step", step).put("done", done).put("total", total);
        out.accept(told);
      }
    }
  }
}
