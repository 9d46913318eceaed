package dev.vane.cli.ingest;

import dev.vane.spi.Names;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The name under which a gateway knows a file that is sent so that it can be resumed. */
public final class ResumedFile {
  private static final String PREFIX = "vane ingest ";

  private ResumedFile() {}

  /** The path, or its digest where a path can't be a producer's name. */
  public static String producer(Path realPath) {
    String path = realPath.toString();
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    boolean plain = path.chars().noneMatch(Character::isISOControl);
    if (plain && PREFIX.length() + bytes.length <= Names.MAX_BYTES) {
      return PREFIX + path;
    }
    try {
      return PREFIX
          + "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
