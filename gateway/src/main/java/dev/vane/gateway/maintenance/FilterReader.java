package dev.vane.gateway.maintenance;

import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.plan.RowFilters;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.ReadSession;
import dev.vane.spi.RowCondition;
import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.VaneException;

/** Reads {@code filters} as a condition on the rows of a table. */
final class FilterReader {
  private final Storage storage;
  private final QueryEngine engine;
  private final RowFilters filters;

  FilterReader(Storage storage, QueryEngine engine, int filterDepth) {
    this.storage = storage;
    this.engine = engine;
    this.filters = new RowFilters(filterDepth);
  }

  RowCondition read(TableId table, JsonObject body) {
    if (body.list("filters").isEmpty()) {
      throw body.path("filters")
          .problem(
              ErrorCode.COMMAND_INVALID,
              "is empty, which would be every row; to replace all rows use mode 'overwrite'");
    }
    try (ReadSession session = engine.openSession()) {
      TableSnapshot snapshot =
          storage
              .snapshot(table, AsOf.LATEST, session)
              .orElseThrow(
                  () ->
                      new VaneException(
                          ErrorCode.TABLE_NOT_FOUND,
                          "There is no table %s in %s."
                              .formatted(Names.quoted(table.name()), storage.name())));
      return filters.read(body, snapshot.schema(), engine.dialect());
    }
  }
}
