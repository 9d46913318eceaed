package dev.vane.cli.source;

import dev.vane.duckdb.sql.DuckDbDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The statement that reads a file with the columns and types that are wanted. */
final class EngineSelect {
  private EngineSelect() {}

  /**
   * @param file the file as a literal
   */
  static String of(FileKind kind, Compression compression, String file, ColumnTypes wanted) {
    return "SELECT " + columns(kind, wanted) + " FROM " + source(kind, compression, file, wanted);
  }

  private static String columns(FileKind kind, ColumnTypes wanted) {
    boolean typedByReader = kind == FileKind.CSV || kind == FileKind.TSV;
    if (wanted.complete()) {
      return wanted.types().entrySet().stream()
          .map(type -> typedByReader ? identifier(type.getKey()) : cast(type))
          .collect(Collectors.joining(", "));
    }
    if (wanted.types().isEmpty() || typedByReader) {
      return "*";
    }
    return wanted.types().entrySet().stream()
        .map(EngineSelect::cast)
        .collect(Collectors.joining(", ", "* REPLACE (", ")"));
  }

  private static String source(
      FileKind kind, Compression compression, String file, ColumnTypes wanted) {
    // What the folders above a file are called is no column of it.
    List<String> arguments = new ArrayList<>(List.of(file, "hive_partitioning = false"));
    if (kind == FileKind.PARQUET) {
      return "read_parquet(" + String.join(", ", arguments) + ")";
    }
    arguments.add("compression = " + literal(compression.engineName()));
    if (kind == FileKind.JSON) {
      return "read_json(" + String.join(", ", arguments) + ")";
    }
    if (kind == FileKind.TSV) {
      arguments.add("delim = '\t'");
    }
    if (!wanted.types().isEmpty()) {
      arguments.add(
          wanted.types().entrySet().stream()
              .map(type -> literal(type.getKey()) + ": " + literal(type.getValue()))
              .collect(Collectors.joining(", ", "types = {", "}")));
    }
    return "read_csv(" + String.join(", ", arguments) + ")";
  }

  private static String cast(Map.Entry<String, String> type) {
    String column = identifier(type.getKey());
    return "CAST(" + column + " AS " + type.getValue() + ") AS " + column;
  }

  private static String identifier(String name) {
    return DuckDbDialect.INSTANCE.identifier(name);
  }

  private static String literal(String text) {
    return DuckDbDialect.INSTANCE.literal(text);
  }
}
