package dev.vane.storage.delta.log;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * The files of deletion vectors, which a log names by a UUID in 20 digits of base 85 (ZeroMQ's
 * alphabet, RFC 32/Z85) behind an optional folder.
 */
final class DeletionVectorNames {
  private static final String DIGITS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
  private static final int ENCODED_LENGTH = 20;
  private static final int GROUP = 5;

  private DeletionVectorNames() {}

  /** The path below the table's folder; empty when the text names no file. */
  static Optional<String> relativePath(String name) {
    int start = name.length() - ENCODED_LENGTH;
    if (start < 0) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
    for (int group = start; group < name.length(); group += GROUP) {
      long value = 0;
      for (int index = group; index < group + GROUP; index++) {
        int digit = DIGITS.indexOf(name.charAt(index));
        if (digit < 0) {
          return Optional.empty();
        }
        value = value * DIGITS.length() + digit;
      }
      bytes.putInt((int) value);
    }
    UUID id = new UUID(bytes.getLong(0), bytes.getLong(Long.BYTES));
    String folder = name.substring(0, start);
    return Optional.of((folder.isEmpty() ? "" : folder + "/") + fileName(id));
  }

  static String fileName(UUID id) {
    return "deletion_vector_" + id + ".bin";
  }

  /** How a log names a file in the table's own folder. */
  static String encode(UUID id) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
    bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).flip();
    StringBuilder name = new StringBuilder();
    while (bytes.hasRemaining()) {
      long value = Integer.toUnsignedLong(bytes.getInt());
      char[] group = new char[GROUP];
      for (int index = GROUP - 1; index >= 0; index--) {
        group[index] = DIGITS.charAt((int) (value % DIGITS.length()));
        value /= DIGITS.length();
      }
      name.append(group);
    }
    return name.toString();
  }
}
