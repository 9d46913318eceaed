package dev.vane.duckdb.statement;

/**
 * One word of a statement.
 *
 * @param start where it begins in the text
 * @param end behind its last character
 * @param value a name without its quotes, anything else as written
 */
record Token(Kind kind, int start, int end, String value) {
  enum Kind {
    /** A keyword or a name without quotes. */
    WORD,
    /** A name in double quotes. */
    QUOTED_NAME,
    /** A text, however quoted. */
    STRING,
    /** Anything else: a digit, an operator, a bracket. */
    SYMBOL
  }

  boolean isWord(String keyword) {
    return kind == Kind.WORD && value.equalsIgnoreCase(keyword);
  }

  boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && value.equals(symbol);
  }

  boolean isName() {
    return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
  }
}
