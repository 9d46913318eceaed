package dev.vane.duckdb.statement;

/**
 * The engine's own parser: SQL to its syntax tree and back, the tree as JSON. For one thread; the
 * one who asked for it closes it.
 */
public interface SyntaxTrees extends AutoCloseable {
  /** The tree of a text; where the text is no query, a tree that says what is wrong. */
  String tree(String sql);

  /** The text of a tree. */
  String text(String tree);

  @Override
  void close();
}
