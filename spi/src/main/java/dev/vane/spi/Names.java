package dev.vane.spi;

import java.nio.charset.StandardCharsets;

/** The rule for names of tables, schemas and streams, and how a name is quoted in a message. */
public final class Names {
  public static final int MAX_BYTES = 255;
  private static final int MAX_QUOTED_CHARACTERS = 80;

  private Names() {}

  /**
   * Returns the name, or refuses it: 1 to 255 bytes of UTF-8 without control characters.
   *
   * @param what what the name is for, such as "table", for the message
   * @throws VaneException {@link ErrorCode#NAME_INVALID}
   */
  public static String require(String what, String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_BYTES) {
      throw new VaneException(
          ErrorCode.NAME_INVALID,
          "The %s name has %d bytes; a name has 1 to %d bytes of UTF-8."
              .formatted(what, bytes, MAX_BYTES));
    }
    if (name.codePoints().anyMatch(Character::isISOControl)) {
      throw new VaneException(
          ErrorCode.NAME_INVALID,
          "The %s name %s has a control character; remove it.".formatted(what, quoted(name)));
    }
    return name;
  }

  /** The text in quotation marks, cut to a readable length, without control characters. */
  public static String quoted(String text) {
    String shown =
        text.length() <= MAX_QUOTED_CHARACTERS
            ? text
            : text.substring(0, MAX_QUOTED_CHARACTERS) + "...";
    StringBuilder builder = new StringBuilder("'");
    shown
        .codePoints()
        .forEach(point -> builder.appendCodePoint(Character.isISOControl(point) ? '?' : point));
    return builder.append('\'').toString();
  }
}
