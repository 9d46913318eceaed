package dev.vane.duckdb;

import dev.vane.duckdb.statement.SyntaxTrees;

/** DuckDB's parser, asked over a connection that is closed with it. */
record EngineSyntax(EngineConnection connection) implements SyntaxTrees {
  @Override
  public String tree(String sql) {
    return ask("SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR)) AS VARCHAR)", sql);
  }

  @Override
  public String text(String tree) {
    return ask("SELECT json_deserialize_sql(CAST(? AS JSON))", tree);
  }

  @Override
  public void close() {
    connection.close();
  }

  private String ask(String question, String value) {
    return connection.first(question, row -> row.getString(1), value).orElseThrow();
  }
}
