package dev.vane.storage.delta;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Between names and folders. Letters, digits, {@code -}, {@code _} and {@code .} stand for
 * themselves, everything else is written as the hexadecimal digits of its UTF-8 bytes, each pair
 * after a tilde, so that no name leaves its folder or is hidden. (A percent sign would do as well,
 * but programs that take folders for URLs decode it.) A name too long for the file system is cut
 * and closed with a hash; the whole name is then in the table's metadata.
 */
final class FolderNames {
  private static final int MAX_BYTES = 200;
  private static final int CUT_BYTES = 160;
  private static final int HASH_DIGITS = 16;
  private static final Pattern ESCAPES = Pattern.compile("(?:~[0-9A-F]{2})+");
  private static final Pattern SHORTENED = Pattern.compile(".+~\\.[0-9a-f]{" + HASH_DIGITS + "}");

  private FolderNames() {}

  static String encode(String name) {
    StringBuilder folder = new StringBuilder();
    int bytes = 0;
    for (int index = 0; index < name.length(); ) {
      int character = name.codePointAt(index);
      String part = encode(character, index == 0);
      bytes += part.getBytes(StandardCharsets.UTF_8).length;
      if (bytes <= CUT_BYTES || !isTooLong(name)) {
        folder.append(part);
      }
      index += Character.charCount(character);
    }
    return isTooLong(name) ? folder + "~." + hash(name) : folder.toString();
  }

  /** The name that a folder stands for, if it was not {@link #isShortened shortened}. */
  static String decode(String folder) {
    return ESCAPES
        .matcher(folder)
        .replaceAll(escapes -> Matcher.quoteReplacement(decodeBytes(escapes.group())));
  }

  private static String decodeBytes(String escapes) {
    byte[] bytes = HexFormat.of().parseHex(escapes.replace("~", ""));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static boolean isShortened(String folder) {
    return SHORTENED.matcher(folder).matches();
  }

  private static boolean isTooLong(String name) {
    int bytes = 0;
    for (int index = 0; index < name.length(); ) {
      int character = name.codePointAt(index);
      bytes += encode(character, index == 0).getBytes(StandardCharsets.UTF_8).length;
      index += Character.charCount(character);
    }
    return bytes > MAX_BYTES;
  }

  private static String encode(int character, boolean first) {
    boolean plain =
        Character.isLetterOrDigit(character)
            || character == '-'
            || (!first && (character == '_' || character == '.'));
    if (plain) {
      return Character.toString(character);
    }
    StringBuilder escapes = new StringBuilder();
    for (byte value : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
      escapes.append('~').append(HexFormat.of().withUpperCase().toHexDigits(value));
    }
    return escapes.toString();
  }

  private static String hash(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
