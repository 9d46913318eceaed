package dev.vane.duckdb.types;

import dev.vane.duckdb.types.SqlType.ArrayOf;
import dev.vane.duckdb.types.SqlType.Decimal;
import dev.vane.duckdb.types.SqlType.ListOf;
import dev.vane.duckdb.types.SqlType.MapOf;
import dev.vane.duckdb.types.SqlType.Member;
import dev.vane.duckdb.types.SqlType.Other;
import dev.vane.duckdb.types.SqlType.Simple;
import dev.vane.duckdb.types.SqlType.StructOf;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one type by recursive descent. The text is DuckDB's own and so well-formed; what is not
 * ends in an {@link IllegalArgumentException}, which is a fault of this class.
 */
final class SqlTypeParser {
  private final String text;
  private int position;

  SqlTypeParser(String text) {
    this.text = text;
  }

  SqlType parse() {
    SqlType type = type();
    if (position != text.length()) {
      throw unexpected();
    }
    return type;
  }

  private SqlType type() {
    SqlType type = unsuffixed();
    while (take('[')) {
      int start = position;
      while (!take(']')) {
        position++;
      }
      String size = text.substring(start, position - 1);
      type = size.isEmpty() ? new ListOf(type) : new ArrayOf(type, Integer.parseInt(size));
    }
    return type;
  }

  private SqlType unsuffixed() {
    int start = position;
    String name = name();
    if (!take('(')) {
      return new Simple(name);
    }
    return switch (name) {
      case "DECIMAL" -> decimal();
      case "STRUCT" -> struct(start);
      case "MAP" -> map();
      default -> {
        skipArguments();
        yield new Other(name, text.substring(start, position));
      }
    };
  }

  private SqlType decimal() {
    int comma = text.indexOf(',', position);
    int close = text.indexOf(')', comma);
    int precision = Integer.parseInt(text.substring(position, comma).strip());
    int scale = Integer.parseInt(text.substring(comma + 1, close).strip());
    position = close + 1;
    return new Decimal(precision, scale);
  }

  private SqlType map() {
    SqlType key = type();
    require(',');
    take(' ');
    SqlType value = type();
    require(')');
    return new MapOf(key, value);
  }

  /** A struct; one whose members have no names is kept as it is. */
  private SqlType struct(int start) {
    int content = position;
    try {
      return new StructOf(members());
    } catch (IllegalArgumentException unnamed) {
      position = content;
      skipArguments();
      return new Other("STRUCT", text.substring(start, position));
    }
  }

  private List<Member> members() {
    List<Member> members = new ArrayList<>();
    do {
      take(' ');
      String name = text.charAt(position) == '"' ? quoted() : word();
      require(' ');
      members.add(new Member(name, type()));
    } while (take(','));
    require(')');
    return members;
  }

  /** A type's name, which may have several words. */
  private String name() {
    if (text.charAt(position) == '"') {
      return '"' + quoted() + '"';
    }
    StringBuilder name = new StringBuilder(word());
    while (position + 1 < text.length()
        && text.charAt(position) == ' '
        && Character.isLetter(text.charAt(position + 1))) {
      position++;
      name.append(' ').append(word());
    }
    return name.toString();
  }

  private String word() {
    int start = position;
    while (position < text.length()
        && (Character.isLetterOrDigit(text.charAt(position)) || text.charAt(position) == '_')) {
      position++;
    }
    if (start == position) {
      throw unexpected();
    }
    return text.substring(start, position);
  }

  private String quoted() {
    StringBuilder name = new StringBuilder();
    position++;
    while (true) {
      char next = text.charAt(position++);
      if (next != '"') {
        name.append(next);
      } else if (position < text.length() && text.charAt(position) == '"') {
        name.append('"');
        position++;
      } else {
        return name.toString();
      }
    }
  }

  /** Moves behind the closing parenthesis of arguments that are kept as they are. */
  private void skipArguments() {
    int depth = 1;
    char quote = 0;
    while (depth > 0) {
      char next = text.charAt(position++);
      if (quote != 0) {
        quote = next == quote ? 0 : quote;
      } else if (next == '\'' || next == '"') {
        quote = next;
      } else if (next == '(') {
        depth++;
      } else if (next == ')') {
        depth--;
      }
    }
  }

  private boolean take(char expected) {
    if (position < text.length() && text.charAt(position) == expected) {
      position++;
      return true;
    }
    return false;
  }

  private void require(char expected) {
    if (!take(expected)) {
      throw unexpected();
    }
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException("Cannot read the type " + text + " at " + position);
  }
}
