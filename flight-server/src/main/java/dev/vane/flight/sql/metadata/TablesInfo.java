package dev.vane.flight.sql.metadata;

import dev.vane.flight.call.SchemaBytes;
import dev.vane.gateway.Gateway;
import dev.vane.gateway.query.Answer;
import dev.vane.gateway.query.Cancellation;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTables;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** Tables, on demand with their Arrow schemas. */
final class TablesInfo {
  /** Schemas can be large, and clients accept messages of 4 MiB at least. */
  private static final int ROWS_WITH_SCHEMA = 50;

  private static final int ROWS_WITHOUT_SCHEMA = 5_000;

  private final Gateway gateway;
  private final BufferAllocator allocator;

  TablesInfo(Gateway gateway, BufferAllocator allocator) {
    this.gateway = gateway;
    this.allocator = allocator;
  }

  static Schema schema(CommandGetTables wanted) {
    return wanted.getIncludeSchema()
        ? Schemas.GET_TABLES_SCHEMA
        : Schemas.GET_TABLES_SCHEMA_NO_SCHEMA;
  }

  Answer answer(CommandGetTables wanted, Cancellation cancellation) {
    List<TableId> found = find(wanted);
    int size = wanted.getIncludeSchema() ? ROWS_WITH_SCHEMA : ROWS_WITHOUT_SCHEMA;
    Iterator<List<TableId>> batches =
        IntStream.range(0, (found.size() + size - 1) / size)
            .mapToObj(i -> found.subList(i * size, Math.min(found.size(), (i + 1) * size)))
            .iterator();
    return new MetadataAnswer<>(
        schema(wanted),
        allocator,
        batches,
        (rows, root) -> write(rows, root, wanted.getIncludeSchema(), cancellation));
  }

  private List<TableId> find(CommandGetTables wanted) {
    NamePattern schemas =
        new NamePattern(
            wanted.hasDbSchemaFilterPattern() ? wanted.getDbSchemaFilterPattern() : "%");
    NamePattern tables =
        new NamePattern(
            wanted.hasTableNameFilterPattern() ? wanted.getTableNameFilterPattern() : "%");
    boolean kind =
        wanted.getTableTypesList().isEmpty()
            || wanted.getTableTypesList().contains(NamesInfo.TABLE);
    return gateway.catalog().tables().stream()
        .filter(table -> kind)
        .filter(table -> !wanted.hasCatalog() || table.backend().equals(wanted.getCatalog()))
        .filter(table -> schemas.matches(table.schema()) && tables.matches(table.name()))
        .toList();
  }

  private void write(
      List<TableId> rows, VectorSchemaRoot root, boolean withSchema, Cancellation cancellation) {
    for (int row = 0; row < rows.size(); row++) {
      TableId table = rows.get(row);
      Vectors.text(root, "catalog_name", row, table.backend());
      Vectors.text(root, "db_schema_name", row, table.schema());
      Vectors.text(root, "table_name", row, table.name());
      Vectors.text(root, "table_type", row, NamesInfo.TABLE);
      if (withSchema) {
        ((VarBinaryVector) root.getVector("table_schema"))
            .setSafe(row, SchemaBytes.of(columns(table, cancellation)).toByteArray());
      }
    }
  }

  /** A table that cannot be read is listed without columns, so that it hides no other. */
  private Schema columns(TableId table, Cancellation cancellation) {
    try {
      return ColumnMetadata.describe(
          gateway.queries().describe(gateway.queries().scan(table.path()), cancellation).schema(),
          table);
    } catch (VaneException e) {
      return new Schema(List.of());
    }
  }
}
