package dev.vane.storage.duckdb;

import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.util.Set;

/** How tables are called in the file. */
final class TableNames {
  private static final Set<String> RESERVED =
      Set.of(Ledger.SCHEMA, "information_schema", "pg_catalog");

  private TableNames() {}

  /** The table's quoted path. */
  static String sql(TableId table) {
    return DuckDbDialect.INSTANCE.path(DuckDbStorage.NAME, table.schema(), table.name());
  }

  /** The schema's quoted path. */
  static String schemaSql(TableId table) {
    return DuckDbDialect.INSTANCE.path(DuckDbStorage.NAME, table.schema());
  }

  static void requireFree(TableId table) {
    if (RESERVED.contains(table.key().schema())) {
      throw new VaneException(
          ErrorCode.NAME_INVALID,
          "The schema %s is the database's own; choose another."
              .formatted(Names.quoted(table.schema())));
    }
  }
}
