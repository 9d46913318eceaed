package dev.vane.gateway.security;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password as it is kept: PBKDF2 with HMAC-SHA-256 (RFC 8018), so that who reads the file still
 * has to guess, slowly. The number of rounds for new ones is what OWASP's Password Storage Cheat
 * Sheet asks for.
 */
final class PasswordHash {
  private static final String ALGORITHM = "PBKDF2WithHmacSHA256";
  private static final String NAME = "pbkdf2-sha256";
  private static final int ROUNDS = 600_000;
  private static final int MOST_ROUNDS = 10_000_000;
  private static final int SALT_BYTES = 16;
  private static final int BITS = 256;
  private static final Pattern TEXT =
      Pattern.compile(NAME + ":([0-9]{1,8}):([A-Za-z0-9+/]+=*):([A-Za-z0-9+/]+=*)");

  private final int rounds;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int rounds, byte[] salt, byte[] hash) {
    this.rounds = rounds;
    this.salt = salt;
    this.hash = hash;
  }

  static PasswordHash of(String password) {
    byte[] salt = Digests.randomBytes(SALT_BYTES);
    return new PasswordHash(ROUNDS, salt, derive(password, salt, ROUNDS));
  }

  /** Reads {@code pbkdf2-sha256:rounds:salt:hash}; empty if it is something else. */
  static Optional<PasswordHash> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int rounds = Integer.parseInt(matcher.group(1));
    if (rounds < 1 || rounds > MOST_ROUNDS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new PasswordHash(
              rounds,
              Base64.getDecoder().decode(matcher.group(2)),
              Base64.getDecoder().decode(matcher.group(3))));
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }

  /** Takes as long for a wrong password as for the right one. */
  boolean matches(String password) {
    return MessageDigest.isEqual(hash, derive(password, salt, rounds));
  }

  private static byte[] derive(String password, byte[] salt, int rounds) {
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, rounds, BITS);
    try {
      return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + ALGORITHM, e);
    } finally {
      spec.clearPassword();
    }
  }

  @Override
  public String toString() {
    Base64.Encoder encoder = Base64.getEncoder();
    return "%s:%d:%s:%s"
        .formatted(NAME, rounds, encoder.encodeToString(salt), encoder.encodeToString(hash));
  }
}
