package dev.vane.gateway.security;

import dev.vane.config.SecurityConfiguration;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Says who sends a request, by its {@code authorization} header: a bearer token of the credentials,
 * or a user with password (RFC 7617), who gets a bearer token for what comes next, as Flight's
 * clients expect. Tokens are compared as digests and in constant time. A password costs a good part
 * of a second of a core, on purpose, so only a few are looked at at once. Nothing that a client
 * shows is put into a message. Safe for many threads.
 */
public final class Authenticator {
  private static final String BEARER = "bearer";
  private static final String BASIC = "basic";
  private static final Duration PASSWORD_WAIT = Duration.ofSeconds(10);

  private final Optional<Credentials> credentials;
  private final Sessions sessions;
  private final Semaphore passwords;

  private Authenticator(Optional<Credentials> credentials, Sessions sessions, int passwordChecks) {
    this.credentials = credentials;
    this.sessions = sessions;
    this.passwords = new Semaphore(passwordChecks, true);
  }

  /**
   * Reads the credentials, if there are any.
   *
   * @throws VaneException {@link ErrorCode#START_REFUSED}
   */
  public static Authenticator of(SecurityConfiguration configuration) {
    return new Authenticator(
        configuration.credentials().map(Credentials::read),
        new Sessions(configuration.session(), configuration.sessions(), System::nanoTime),
        configuration.passwordChecks());
  }

  /** Whether clients have to show credentials. */
  public boolean asks() {
    return credentials.isPresent();
  }

  /** Tokens that were given for passwords and are good still. */
  public int sessions() {
    return sessions.size();
  }

  /**
   * Who it is.
   *
   * @param authorization the header, as it was sent
   * @throws VaneException {@link ErrorCode#AUTHENTICATION_REQUIRED} without the header, {@link
   *     ErrorCode#AUTHENTICATION_FAILED} when it names nobody, {@link
   *     ErrorCode#LIMIT_AUTHENTICATION} when too many passwords wait
   */
  public Caller require(Optional<String> authorization) {
    if (credentials.isEmpty()) {
      return Caller.UNNAMED;
    }
    if (authorization.isEmpty()) {
      throw new VaneException(
          ErrorCode.AUTHENTICATION_REQUIRED,
          "This gateway asks who you are. Send the header authorization: Bearer TOKEN, or connect with user and password.");
    }
    String[] words = authorization.get().strip().split("\\s+", 2);
    if (words.length == 2) {
      String scheme = words[0].toLowerCase(Locale.ROOT);
      if (scheme.equals(BEARER)) {
        return bearer(credentials.get(), words[1]);
      }
      if (scheme.equals(BASIC)) {
        return basic(credentials.get(), words[1]);
      }
    }
    throw new VaneException(
        ErrorCode.AUTHENTICATION_FAILED,
        "The header authorization is neither 'Bearer TOKEN' nor 'Basic' with user:password in base64.");
  }

  private Caller bearer(Credentials known, String token) {
    byte[] digest = Digests.sha256(token);
    return known
        .owner(digest)
        .or(() -> sessions.use(digest))
        .map(Caller::named)
        .orElseThrow(
            () ->
                new VaneException(
                    ErrorCode.AUTHENTICATION_FAILED,
                    "The token is not known here. It is another gateway's, was withdrawn, or was given for a password and not used for security.session; log in again or ask for a new one."));
  }

  private Caller basic(Credentials known, String encoded) {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException noBase64) {
      throw failed();
    }
    int colon = pair.indexOf(':');
    if (colon < 1 || colon == pair.length() - 1) {
      throw failed();
    }
    String user = pair.substring(0, colon);
    if (!matches(known, user, pair.substring(colon + 1))) {
      throw failed();
    }
    return new Caller(user, Optional.of(sessions.open(user)));
  }

  private boolean matches(Credentials known, String user, String password) {
    try {
      if (!passwords.tryAcquire(PASSWORD_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new VaneException(
            ErrorCode.LIMIT_AUTHENTICATION,
            "More passwords wait to be checked than security.password_checks gets through. Try again later, and use the token that a password gives for the calls after it.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VaneException(
          ErrorCode.SHUTTING_DOWN, "The gateway is stopping; try again later.", e);
    }
    try {
      return known.matches(user, password);
    } finally {
      passwords.release();
    }
  }

  private static VaneException failed() {
    return new VaneException(
        ErrorCode.AUTHENTICATION_FAILED,
        "User and password do not belong together here. Check both; a user is added by a line that `vane credentials` writes.");
  }
}
