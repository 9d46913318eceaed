package dev.vane.gateway.query;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes and reads cursors: which cube, which question, which row path comes next. A cursor is
 * signed with a secret of this run of the gateway, so none can be made for a cube of someone else;
 * and it names the run, so that one from before a restart is told apart from a forged one. Safe for
 * many threads.
 *
 * <p>The bytes: the run (8), the cube (16), the digest of the question (16), the place (8), the
 * signature (16); in base64 for URLs.
 */
final class Cursors {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int RUN = 8;
  private static final int CUBE = 16;
  private static final int DIGEST = 16;
  private static final int SIGNATURE = 16;
  private static final int SIGNED = RUN + CUBE + DIGEST + Long.BYTES;

  private final byte[] run = new byte[RUN];
  private final SecretKeySpec secret;

  Cursors() {
    SecureRandom random = new SecureRandom();
    random.nextBytes(run);
    byte[] key = new byte[32];
    random.nextBytes(key);
    secret = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * Where a page begins.
   *
   * @param place of the first row path among those presented
   */
  record Position(UUID cube, long place) {}

  /**
   * The text of a cursor.
   *
   * @param question what the cursor stays true to
   */
  String write(Position position, String question) {
    byte[] signed =
        ByteBuffer.allocate(SIGNED)
            .put(run)
            .putLong(position.cube().getMostSignificantBits())
            .putLong(position.cube().getLeastSignificantBits())
            .put(digest(question))
            .putLong(position.place())
            .array();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            ByteBuffer.allocate(SIGNED + SIGNATURE).put(signed).put(sign(signed)).array());
  }

  /**
   * Reads a cursor.
   *
   * @throws VaneException {@link ErrorCode#PIVOT_INVALID} when it is none, or of another question;
   *     {@link ErrorCode#RESULT_EXPIRED} when it is from before the gateway's last start
   */
  Position read(String text, String question) {
    byte[] bytes = decode(text);
    if (bytes.length != SIGNED + SIGNATURE) {
      throw invalid();
    }
    if (!Arrays.equals(run, Arrays.copyOf(bytes, RUN))) {
      throw expired("is from before the gateway's last start");
    }
    byte[] signed = Arrays.copyOf(bytes, SIGNED);
    if (!MessageDigest.isEqual(
        sign(signed), Arrays.copyOfRange(bytes, SIGNED, SIGNED + SIGNATURE))) {
      throw invalid();
    }
    ByteBuffer buffer = ByteBuffer.wrap(signed).position(RUN);
    UUID cube = new UUID(buffer.getLong(), buffer.getLong());
    byte[] digest = new byte[DIGEST];
    buffer.get(digest);
    if (!Arrays.equals(digest, digest(question))) {
      throw new VaneException(
          ErrorCode.PIVOT_INVALID,
          "cursor belongs to another question; a cursor goes on with the question that gave it, in which only the page's size may change. Leave it out for the first page of this one.");
    }
    return new Position(cube, buffer.getLong());
  }

  /** The error of a cursor whose cube is gone. */
  static VaneException expired(String why) {
    return new VaneException(
        ErrorCode.RESULT_EXPIRED,
        "The cursor " + why + ". Ask again without it for the first page of the newest version.");
  }

  private static VaneException invalid() {
    return new VaneException(
        ErrorCode.PIVOT_INVALID,
        "cursor is no cursor of this gateway; send a vane.next_cursor unchanged, or leave it out for the first page.");
  }

  private static byte[] decode(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new VaneException(invalid().code(), invalid().text(), e);
    }
  }

  private byte[] sign(byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      return Arrays.copyOf(mac.doFinal(bytes), SIGNATURE);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + ALGORITHM, e);
    }
  }

  private static byte[] digest(String question) {
    try {
      return Arrays.copyOf(
          MessageDigest.getInstance("SHA-256").digest(question.getBytes(StandardCharsets.UTF_8)),
          DIGEST);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
