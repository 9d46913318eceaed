package dev.vane.storage.duckdb;

import dev.vane.duckdb.types.ColumnDefinition;
import java.util.List;

/**
 * A table between two commits. It saves readers the question to the ledger: whoever takes a view of
 * the file after the moment {@code since} and before the next commit begins sees just this.
 *
 * @param since the moment of the commits' clock at which its own commit was done
 */
record SettledTable(long since, long version, long totalRows, List<ColumnDefinition> columns) {}
