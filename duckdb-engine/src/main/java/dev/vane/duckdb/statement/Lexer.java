package dev.vane.duckdb.statement;

import dev.vane.duckdb.statement.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a statement into words by DuckDB's rules, so that the first words of those statements can be
 * read for which the engine gives no tree. It decides about nothing that runs: every query that is
 * found this way goes through the engine's own parser afterwards.
 */
final class Lexer {
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int position;

  private Lexer(String text) {
    this.text = text;
  }

  /** The words of a text, comments and spaces left out; a text that never ends ends with it. */
  static List<Token> read(String text) {
    Lexer lexer = new Lexer(text);
    while (lexer.position < text.length()) {
      lexer.next();
    }
    return lexer.tokens;
  }

  private void next() {
    char character = text.charAt(position);
    if (Character.isWhitespace(character)) {
      position++;
    } else if (text.startsWith("--", position)) {
      int end = text.indexOf('\n', position);
      position = end < 0 ? text.length() : end;
    } else if (text.startsWith("/*", position)) {
      skipComment();
    } else if (character == '"') {
      quotedName();
    } else if (character == '\'') {
      string(position, position, false);
    } else if (isEscapeString(character)) {
      string(position, position + 1, true);
    } else if (character == '$' && dollarTag() > 0) {
      dollarString(dollarTag());
    } else if (isWordStart(character)) {
      word();
    } else {
      add(Kind.SYMBOL, position, position + 1);
    }
  }

  /** Comments nest. */
  private void skipComment() {
    int depth = 0;
    do {
      if (text.startsWith("/*", position)) {
        depth++;
        position += 2;
      } else if (text.startsWith("*/", position)) {
        depth--;
        position += 2;
      } else {
        position++;
      }
    } while (depth > 0 && position < text.length());
  }

  private void quotedName() {
    int start = position;
    int end = closing(start + 1, '"', false);
    String inner = text.substring(start + 1, Math.max(start + 1, end - 1));
    tokens.add(new Token(Kind.QUOTED_NAME, start, end, inner.replace("\"\"", "\"")));
    position = end;
  }

  private void string(int start, int quote, boolean escapes) {
    add(Kind.STRING, start, closing(quote + 1, '\'', escapes));
  }

  /** Where the quoted part ends: behind a quote that is not doubled. */
  private int closing(int from, char quote, boolean escapes) {
    for (int i = from; i < text.length(); i++) {
      char character = text.charAt(i);
      if (escapes && character == '\\') {
        i++;
      } else if (character == quote) {
        if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
          i++;
        } else {
          return i + 1;
        }
      }
    }
    return text.length();
  }

  private boolean isEscapeString(char character) {
    return (character == 'e' || character == 'E')
        && position + 1 < text.length()
        && text.charAt(position + 1) == '\'';
  }

  /** The length of the tag of a string in dollars, such as {@code $$} or {@code $a$}; else 0. */
  private int dollarTag() {
    int end = position + 1;
    while (end < text.length() && isWordPart(text.charAt(end)) && text.charAt(end) != '$') {
      end++;
    }
    boolean closed = end < text.length() && text.charAt(end) == '$';
    boolean number = end > position + 1 && Character.isDigit(text.charAt(position + 1));
    return closed && !number ? end + 1 - position : 0;
  }

  private void dollarString(int tagLength) {
    String tag = text.substring(position, position + tagLength);
    int end = text.indexOf(tag, position + tagLength);
    add(Kind.STRING, position, end < 0 ? text.length() : end + tagLength);
  }

  private void word() {
    int end = position;
    while (end < text.length() && isWordPart(text.charAt(end))) {
      end++;
    }
    add(Kind.WORD, position, end);
  }

  private void add(Kind kind, int start, int end) {
    tokens.add(new Token(kind, start, end, text.substring(start, end)));
    position = end;
  }

  private static boolean isWordStart(char character) {
    return Character.isLetter(character) || character == '_' || character >= 0x80;
  }

  private static boolean isWordPart(char character) {
    return isWordStart(character) || Character.isDigit(character) || character == '$';
  }
}
