package dev.vane.gateway.action;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.gateway.apply.ReadBarrier;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.json.Commands;
import dev.vane.pivot.json.JsonObject;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.ReadSession;
import dev.vane.spi.TableId;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.VaneException;
import java.util.Set;

/** Lists every table with its rows and version, and those that can't be read with the reason. */
final class TablesAction implements Action {
  private final CatalogService catalog;
  private final QueryEngine engine;
  private final ReadBarrier barrier;

  TablesAction(CatalogService catalog, QueryEngine engine, ReadBarrier barrier) {
    this.catalog = catalog;
    this.engine = engine;
    this.barrier = barrier;
  }

  @Override
  public String type() {
    return "tables";
  }

  @Override
  public String description() {
    return "Answers {\"tables\": [{\"path\", \"rows\", \"version\", \"hot_rows\" where some are in no version yet}]}, and \"unreadable\" with {\"path\", \"reason\"} where there are such.";
  }

  @Override
  public Set<String> keys() {
    return Set.of();
  }

  @Override
  public ObjectNode run(JsonObject body) {
    barrier.awaitAll();
    ObjectNode answer = Commands.object();
    ArrayNode tables = answer.putArray("tables");
    try (ReadSession session = engine.openSession()) {
      catalog.tables().forEach(table -> add(table, session, tables));
    }
    ArrayNode unreadable = Commands.object().arrayNode();
    catalog
        .unreadableTables()
        .forEach(
            table -> {
              ObjectNode entry = unreadable.addObject();
              table.table().path().forEach(entry.putArray("path")::add);
              entry.put("reason", table.reason());
            });
    if (!unreadable.isEmpty()) {
      answer.set("unreadable", unreadable);
    }
    return answer;
  }

  private void add(TableId table, ReadSession session, ArrayNode tables) {
    TableSnapshot snapshot;
    try {
      snapshot = catalog.snapshot(table.path(), AsOf.LATEST, session);
    } catch (VaneException e) {
      if (e.code() == ErrorCode.TABLE_NOT_FOUND || e.code() == ErrorCode.TABLE_UNREADABLE) {
        return; // Gone between the listing and here.
      }
      throw e;
    }
    ObjectNode entry = tables.addObject();
    snapshot.table().path().forEach(entry.putArray("path")::add);
    entry.put("rows", snapshot.rowCount());
    entry.put("version", snapshot.version());
    if (snapshot.hotRows() > 0) {
      entry.put("hot_rows", snapshot.hotRows());
    }
  }
}
