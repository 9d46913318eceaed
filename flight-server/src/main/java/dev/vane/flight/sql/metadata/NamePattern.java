package dev.vane.flight.sql.metadata;

import java.util.regex.Pattern;

/**
 * A pattern of Flight SQL for names: {@code %} stands for any text, {@code _} for any character,
 * and a backslash makes the next character mean itself. Names are matched ignoring case, as tables
 * are found.
 */
final class NamePattern {
  private final Pattern pattern;

  NamePattern(String text) {
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == '\\' && i + 1 < text.length()) {
        i++;
        expression.append(Pattern.quote(String.valueOf(text.charAt(i))));
      } else if (character == '%') {
        expression.append(".*");
      } else if (character == '_') {
        expression.append('.');
      } else {
        expression.append(Pattern.quote(String.valueOf(character)));
      }
    }
    pattern =
        Pattern.compile(
            expression.toString(),
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  boolean matches(String name) {
    return pattern.matcher(name).matches();
  }
}
