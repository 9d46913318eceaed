package dev.vane.duckdb.statement;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.util.Locale;
import java.util.Set;

/**
 * Which functions a client's query may call. Of table functions only those are allowed that make
 * rows out of their arguments; all others read files, settings, catalogs or SQL. Of scalar
 * functions and macros those are refused that see or change something outside the query's rows. A
 * test holds these lists against the functions that the engine has.
 */
final class FunctionRules {
  static final Set<String> TABLE_FUNCTIONS =
      Set.of(
          "range", "generate_series", "unnest", "json_each", "json_tree", "repeat", "repeat_row");

  static final Set<String> REFUSED_FUNCTIONS =
      Set.of(
          // Settings, environment, variables, secrets, logs.
          "getenv",
          "current_setting",
          "getvariable",
          "which_secret",
          "write_log",
          "current_query",
          "current_query_id",
          "current_transaction_id",
          "current_connection_id",
          "txid_current",
          "in_search_path",
          "get_block_size",
          // State that outlives the query.
          "nextval",
          "currval",
          "setval",
          "setseed",
          // Time without work.
          "sleep_ms",
          // SQL inside of text.
          "json_serialize_plan",
          "json_execute_serialized_sql",
          "query",
          "query_table",
          // States and layouts of the engine given as bytes, which it trusts.
          "finalize",
          "combine",
          "combine_aggr",
          "to_aggregate_state",
          "variant_bytes_to_variant",
          "variant_to_parquet_variant",
          // Internals of storage.
          "stats",
          "vector_type",
          // PostgreSQL's views of the catalog.
          "col_description",
          "obj_description",
          "shobj_description",
          "format_pg_type",
          "format_type",
          "map_to_pg_oid");

  private static final Set<String> ALLOWED_OF_POSTGRES = Set.of("pg_typeof", "pg_size_pretty");

  private FunctionRules() {}

  static boolean isAllowed(String name) {
    String folded = name.toLowerCase(Locale.ROOT);
    boolean ofPostgres =
        (folded.startsWith("pg_") && !ALLOWED_OF_POSTGRES.contains(folded))
            || (folded.startsWith("has_") && folded.endsWith("_privilege"))
            || folded.startsWith("inet_");
    return !ofPostgres && !REFUSED_FUNCTIONS.contains(folded);
  }

  static void requireAllowed(String name) {
    if (!isAllowed(name)) {
      throw new VaneException(
          ErrorCode.QUERY_FORBIDDEN,
          "The function %s cannot be used here: it sees or changes more than the query's rows."
              .formatted(Names.quoted(name)));
    }
  }

  static void requireAllowedTableFunction(String name) {
    if (!TABLE_FUNCTIONS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new VaneException(
          ErrorCode.QUERY_FORBIDDEN,
          "The table function %s cannot be used here; queries read tables, and %s."
              .formatted(
                  Names.quoted(name),
                  String.join(", ", TABLE_FUNCTIONS.stream().sorted().toList())));
    }
  }
}
