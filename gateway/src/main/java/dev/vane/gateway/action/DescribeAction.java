package dev.vane.gateway.action;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.gateway.apply.ReadBarrier;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.json.Commands;
import dev.vane.pivot.json.JsonObject;
import dev.vane.spi.AsOf;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.ReadSession;
import dev.vane.spi.TableSnapshot;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;

/** Describes one table. */
final class DescribeAction implements Action {
  private final CatalogService catalog;
  private final QueryEngine engine;
  private final ReadBarrier barrier;

  DescribeAction(CatalogService catalog, QueryEngine engine, ReadBarrier barrier) {
    this.catalog = catalog;
    this.engine = engine;
    this.barrier = barrier;
  }

  @Override
  public String type() {
    return "table.describe";
  }

  @Override
  public String description() {
    return "Takes {\"table\": name or path}, answers {\"path\", \"fields\": [{\"name\", \"type\", \"nullable\"}], \"rows\", \"version\"}, and \"hot_rows\" where some of the rows are in no version yet.";
  }

  @Override
  public Set<String> keys() {
    return Set.of("table");
  }

  @Override
  public ObjectNode run(JsonObject body) {
    List<String> path = Commands.path(body, "table").orElseThrow(() -> body.missing("table"));
    barrier.await(List.of(path));
    try (ReadSession session = engine.openSession()) {
      return describe(catalog.snapshot(path, AsOf.LATEST, session));
    }
  }

  private static ObjectNode describe(TableSnapshot snapshot) {
    ObjectNode answer = Commands.object();
    snapshot.table().path().forEach(answer.putArray("path")::add);
    ArrayNode fields = answer.putArray("fields");
    for (Field field : snapshot.schema().getFields()) {
      fields
          .addObject()
          .put("name", field.getName())
          .put("type", ArrowTypeNames.of(field))
          .put("nullable", field.isNullable());
    }
    if (!snapshot.partitionColumns().isEmpty()) {
      snapshot.partitionColumns().forEach(answer.putArray("partition_by")::add);
    }
    answer.put("rows", snapshot.rowCount()).put("version", snapshot.version());
    if (snapshot.hotRows() > 0) {
      answer.put("hot_rows", snapshot.hotRows());
    }
    return answer;
  }
}
