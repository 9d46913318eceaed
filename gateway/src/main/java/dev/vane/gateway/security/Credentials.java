package dev.vane.gateway.security;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Users with their passwords and programs with their tokens, all hashed, from a file of lines:
 *
 * <pre>
 * user alice pbkdf2-sha256:600000:...:...
 * token scraper sha256:...
 * </pre>
 *
 * Lines that are blank or begin with {@code #} say nothing. Immutable.
 */
public final class Credentials {
  private static final String USER = "user";
  private static final String TOKEN = "token";
  private static final String TOKEN_HASH = "sha256:";
  private static final int DIGEST_BYTES = 32;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  /** Stands in for a user who isn't there, so that the answer takes as long. */
  private static final PasswordHash NOBODY = PasswordHash.of(Digests.randomToken());

  private final Map<String, PasswordHash> users;
  private final Map<String, byte[]> tokens;

  private Credentials(Map<String, PasswordHash> users, Map<String, byte[]> tokens) {
    this.users = Map.copyOf(users);
    this.tokens = Map.copyOf(tokens);
  }

  /**
   * Reads the file.
   *
   * @throws VaneException {@link ErrorCode#START_REFUSED} with the line, and never with what it
   *     says
   */
  public static Credentials read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.START_REFUSED,
          "The credentials %s cannot be read: set security.credentials to a file that this process may read."
              .formatted(file),
          e);
    }
    Map<String, PasswordHash> users = new HashMap<>();
    Map<String, byte[]> tokens = new HashMap<>();
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1).strip();
      if (!line.isEmpty() && !line.startsWith("#") && !add(line, users, tokens)) {
        throw new VaneException(
            ErrorCode.START_REFUSED,
            "Line %d of the credentials %s is not one that `vane credentials` writes, or its name stands twice. Write it anew."
                .formatted(number, file));
      }
    }
    if (users.isEmpty() && tokens.isEmpty()) {
      throw new VaneException(
          ErrorCode.START_REFUSED,
          "The credentials %s name nobody, so nobody could connect. Add lines that `vane credentials` writes."
              .formatted(file));
    }
    return new Credentials(users, tokens);
  }

  private static boolean add(
      String line, Map<String, PasswordHash> users, Map<String, byte[]> tokens) {
    String[] words = line.split("\\s+", -1);
    if (words.length != 3 || !NAME.matcher(words[1]).matches()) {
      return false;
    }
    if (words[0].equals(USER)) {
      Optional<PasswordHash> hash = PasswordHash.parse(words[2]);
      return hash.isPresent() && users.put(words[1], hash.get()) == null;
    }
    Optional<byte[]> digest = digest(words[2]);
    return words[0].equals(TOKEN)
        && digest.isPresent()
        && tokens.put(words[1], digest.get()) == null;
  }

  private static Optional<byte[]> digest(String text) {
    if (!text.startsWith(TOKEN_HASH)) {
      return Optional.empty();
    }
    try {
      byte[] digest = HexFormat.of().parseHex(text.substring(TOKEN_HASH.length()));
      return digest.length == DIGEST_BYTES ? Optional.of(digest) : Optional.empty();
    } catch (IllegalArgumentException noHex) {
      return Optional.empty();
    }
  }

  /** The line for a user. */
  public static String userLine(String name, String password) {
    return "%s %s %s".formatted(USER, requireName(name), PasswordHash.of(password));
  }

  /** The line for a token. */
  public static String tokenLine(String name, String token) {
    return "%s %s %s%s"
        .formatted(
            TOKEN, requireName(name), TOKEN_HASH, HexFormat.of().formatHex(Digests.sha256(token)));
  }

  /** A new token that nobody guesses. */
  public static String newToken() {
    return Digests.randomToken();
  }

  private static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new VaneException(
          ErrorCode.NAME_INVALID,
          "%s cannot be the name of a user or token: write letters, digits and . _ @ - only, at most 64."
              .formatted(Names.quoted(name)));
    }
    return name;
  }

  /** How many users there are. */
  public int users() {
    return users.size();
  }

  /** How many tokens there are. */
  public int tokens() {
    return tokens.size();
  }

  /** Whether the password is the user's; slow on purpose, and as slow for a user who is unknown. */
  boolean matches(String user, String password) {
    boolean right = users.getOrDefault(user, NOBODY).matches(password);
    return right && users.containsKey(user);
  }

  /** Whose token it is. Every token is compared, so that the time tells nothing. */
  Optional<String> owner(byte[] digest) {
    Optional<String> owner = Optional.empty();
    for (Map.Entry<String, byte[]> token : tokens.entrySet()) {
      if (MessageDigest.isEqual(token.getValue(), digest)) {
        owner = Optional.of(token.getKey());
      }
    }
    return owner;
  }
}
