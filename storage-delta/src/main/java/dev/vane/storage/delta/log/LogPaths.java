package dev.vane.storage.delta.log;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Between file paths and the percent-encoded form (RFC 2396) that a log holds. Decoding is lenient:
 * what isn't an escape stands for itself, as other writers leave colons and spaces as they are.
 */
public final class LogPaths {
  private static final String UNRESERVED = "-_.~!$&'()*+,=/@";

  private LogPaths() {}

  public static String encode(String path) {
    StringBuilder encoded = new StringBuilder();
    for (byte value : path.getBytes(StandardCharsets.UTF_8)) {
      int unsigned = value & 0xff;
      if (isPlain(unsigned)) {
        encoded.append((char) unsigned);
      } else {
        encoded.append('%').append(hex(unsigned >> 4)).append(hex(unsigned & 0xf));
      }
    }
    return encoded.toString();
  }

  public static String decode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
    for (int index = 0; index < bytes.length; index++) {
      if (bytes[index] == '%' && index + 2 < bytes.length) {
        int high = Character.digit(bytes[index + 1], 16);
        int low = Character.digit(bytes[index + 2], 16);
        if (high >= 0 && low >= 0) {
          decoded.write((high << 4) + low);
          index += 2;
          continue;
        }
      }
      decoded.write(bytes[index]);
    }
    return decoded.toString(StandardCharsets.UTF_8);
  }

  private static boolean isPlain(int value) {
    return (value >= 'a' && value <= 'z')
        || (value >= 'A' && value <= 'Z')
        || (value >= '0' && value <= '9')
        || UNRESERVED.indexOf(value) >= 0;
  }

  private static char hex(int digit) {
    return Character.toUpperCase(Character.forDigit(digit, 16));
  }
}
