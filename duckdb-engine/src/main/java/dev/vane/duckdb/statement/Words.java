package dev.vane.duckdb.statement;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;

/** The words of one statement, read from the left. Not for several threads. */
final class Words {
  private static final int LONGEST_PATH = 3;

  private final String text;
  private final List<Token> tokens;
  private int position;

  Words(String text, List<Token> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  boolean atEnd() {
    return position >= tokens.size();
  }

  /** Takes the next words if they are these. */
  boolean take(String... keywords) {
    for (int i = 0; i < keywords.length; i++) {
      if (position + i >= tokens.size() || !tokens.get(position + i).isWord(keywords[i])) {
        return false;
      }
    }
    position += keywords.length;
    return true;
  }

  boolean takeSymbol(String symbol) {
    if (!atEnd() && tokens.get(position).isSymbol(symbol)) {
      position++;
      return true;
    }
    return false;
  }

  /** The next word, or an empty text at the end. */
  String peek() {
    return atEnd() ? "" : tokens.get(position).value();
  }

  String name(String what) {
    if (atEnd() || !tokens.get(position).isName()) {
      throw invalid("%s is expected %s.".formatted(what, here()));
    }
    return tokens.get(position++).value();
  }

  /** A table's name: one to three names with dots between. */
  List<String> path() {
    List<String> path = new ArrayList<>();
    do {
      path.add(name("The name of a table"));
    } while (takeSymbol("."));
    if (path.size() > LONGEST_PATH) {
      throw invalid("A table's name has at most three parts: backend, schema, table.");
    }
    return path;
  }

  /** The text from here to the end of the statement. */
  String rest() {
    if (atEnd()) {
      return "";
    }
    return text.substring(tokens.get(position).start(), tokens.get(tokens.size() - 1).end());
  }

  /** The words up to a comma or the closing bracket of this level, without either. */
  List<Token> item() {
    int start = position;
    int depth = 0;
    while (!atEnd()) {
      Token token = tokens.get(position);
      if (depth == 0 && (token.isSymbol(",") || token.isSymbol(")"))) {
        break;
      }
      if (token.isSymbol("(") || token.isSymbol("[")) {
        depth++;
      } else if (token.isSymbol(")") || token.isSymbol("]")) {
        depth--;
      }
      position++;
    }
    return tokens.subList(start, position);
  }

  /** The words up to a comma or the next clause, outside of brackets, without either. */
  List<Token> expression() {
    int start = position;
    int depth = 0;
    while (!atEnd()) {
      Token token = tokens.get(position);
      if (depth == 0 && (token.isSymbol(",") || token.isSymbol(")") || isClause(token, start))) {
        break;
      }
      if (token.isSymbol("(") || token.isSymbol("[") || token.isSymbol("{")) {
        depth++;
      } else if (token.isSymbol(")") || token.isSymbol("]") || token.isSymbol("}")) {
        depth--;
      }
      position++;
    }
    return tokens.subList(start, position);
  }

  private boolean isClause(Token token, int start) {
    if (token.isWord("FROM")) {
      // IS DISTINCT FROM is an operator.
      return position == start || !tokens.get(position - 1).isWord("DISTINCT");
    }
    return token.isWord("WHERE") || token.isWord("RETURNING");
  }

  /** The text that these words stand in. */
  String textOf(List<Token> words) {
    return text.substring(words.get(0).start(), words.get(words.size() - 1).end());
  }

  void requireEnd() {
    if (!atEnd()) {
      throw invalid("The statement should end before %s.".formatted(Names.quoted(peek())));
    }
  }

  String here() {
    return atEnd() ? "at the end of the statement" : "before " + Names.quoted(peek());
  }

  static VaneException invalid(String message) {
    return new VaneException(ErrorCode.QUERY_INVALID, message);
  }
}
