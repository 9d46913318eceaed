package dev.vane.flight.sql.metadata;

import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.query.Answer;
import dev.vane.spi.TableId;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetDbSchemas;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** Catalogs, which are the backends, their schemas, and the kinds of tables. */
final class NamesInfo {
  /** The one kind of table. */
  static final String TABLE = "TABLE";

  private static final String CATALOG_NAME = "catalog_name";

  private final CatalogService catalog;
  private final BufferAllocator allocator;

  NamesInfo(CatalogService catalog, BufferAllocator allocator) {
    this.catalog = catalog;
    this.allocator = allocator;
  }

  Answer catalogs() {
    return answer(
        Schemas.GET_CATALOGS_SCHEMA,
        catalog.backends(),
        (rows, root) -> {
          for (int row = 0; row < rows.size(); row++) {
            Vectors.text(root, CATALOG_NAME, row, rows.get(row));
          }
        });
  }

  /** Every backend has the schema of paths that name none. */
  Answer schemas(CommandGetDbSchemas wanted) {
    NamePattern pattern =
        new NamePattern(
            wanted.hasDbSchemaFilterPattern() ? wanted.getDbSchemaFilterPattern() : "%");
    TreeSet<List<String>> schemas =
        new TreeSet<>((a, b) -> String.join("\0", a).compareTo(String.join("\0", b)));
    for (String backend : catalog.backends()) {
      schemas.add(List.of(backend, TableId.DEFAULT_SCHEMA));
    }
    catalog.tables().forEach(table -> schemas.add(List.of(table.backend(), table.schema())));
    return answer(
        Schemas.GET_SCHEMAS_SCHEMA,
        schemas.stream()
            .filter(pair -> !wanted.hasCatalog() || pair.get(0).equals(wanted.getCatalog()))
            .filter(pair -> pattern.matches(pair.get(1)))
            .toList(),
        (rows, root) -> {
          for (int row = 0; row < rows.size(); row++) {
            Vectors.text(root, CATALOG_NAME, row, rows.get(row).get(0));
            Vectors.text(root, "db_schema_name", row, rows.get(row).get(1));
          }
        });
  }

  Answer tableTypes() {
    return answer(
        Schemas.GET_TABLE_TYPES_SCHEMA,
        List.of(TABLE),
        (rows, root) -> Vectors.text(root, "table_type", 0, rows.get(0)));
  }

  private <T> Answer answer(
      Schema schema, List<T> rows, BiConsumer<List<T>, VectorSchemaRoot> writer) {
    return new MetadataAnswer<>(schema, allocator, List.of(rows).iterator(), writer);
  }
}
