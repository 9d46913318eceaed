/**
 * The Delta backend: tables as folders under one root, each with Parquet files that DuckDB writes
 * and reads, and a log that decides which of them count. Found by {@link java.util.ServiceLoader}
 * as {@code delta}.
 */
@NullMarked
package dev.vane.storage.delta;

import org.jspecify.annotations.NullMarked;
