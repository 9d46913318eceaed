package dev.vane.storage.delta.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of an expression, one after the other. Used by one thread. */
final class Tokens {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<number>\\d{1,18}(?:\\.\\d+)?)(?![\\w.])|'(?<text>[^'\\\\]*)'"
              + "|`(?<quoted>(?:[^`]|``)+)`|(?<word>[A-Za-z_]\\w*)"
              + "|(?<sign><=>|<>|!=|<=|>=|==|[-+*%=<>(),]))\\s*");

  /** What a token is. */
  enum Type {
    NUMBER,
    TEXT,
    /** A name in backticks, which is never a keyword. */
    QUOTED,
    WORD,
    SIGN,
    END
  }

  /**
   * One token.
   *
   * @param text without quotes
   */
  record Token(Type type, String text) {}

  /** Bounds how deep an expression can be nested. */
  private static final int MAX_CHARACTERS = 2_000;

  private final List<Token> tokens = new ArrayList<>();
  private int next;

  /**
   * @throws UntranslatableException where a character belongs to no token
   */
  Tokens(String expression) {
    require(expression.length() <= MAX_CHARACTERS);
    Matcher matcher = TOKEN.matcher(expression);
    int position = 0;
    while (position < expression.length()) {
      if (!matcher.find(position) || matcher.start() != position) {
        throw new UntranslatableException();
      }
      tokens.add(token(matcher));
      position = matcher.end();
    }
  }

  private static Token token(Matcher matcher) {
    if (matcher.group("number") != null) {
      return new Token(Type.NUMBER, matcher.group("number"));
    }
    if (matcher.group("text") != null) {
      return new Token(Type.TEXT, matcher.group("text"));
    }
    if (matcher.group("quoted") != null) {
      return new Token(Type.QUOTED, matcher.group("quoted").replace("``", "`"));
    }
    return matcher.group("word") != null
        ? new Token(Type.WORD, matcher.group("word"))
        : new Token(Type.SIGN, matcher.group("sign"));
  }

  Token peek() {
    return next < tokens.size() ? tokens.get(next) : new Token(Type.END, "");
  }

  Token take() {
    Token token = peek();
    next++;
    return token;
  }

  /** Takes a sign if it is the next token. */
  boolean sign(String text) {
    return takeIf(peek().type() == Type.SIGN && peek().text().equals(text));
  }

  /** Takes a keyword, in any case, if it is the next token. */
  boolean word(String upper) {
    return takeIf(
        peek().type() == Type.WORD && peek().text().toUpperCase(Locale.ROOT).equals(upper));
  }

  private boolean takeIf(boolean fits) {
    if (fits) {
      next++;
    }
    return fits;
  }

  static void require(boolean taken) {
    if (!taken) {
      throw new UntranslatableException();
    }
  }
}
