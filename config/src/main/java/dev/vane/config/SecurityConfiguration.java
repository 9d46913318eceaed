package dev.vane.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Who may connect, and how it is kept from others' eyes.
 *
 * @param insecure allows addresses beyond the loopback although one of the others is missing
 * @param tls what both ports are encrypted with
 * @param credentials the file of users and tokens that are let in; without it nobody is asked
 * @param session how long a token given for user and password is good after its last use
 * @param sessions most such tokens at once
 * @param passwordChecks most passwords that are checked at once
 */
public record SecurityConfiguration(
    boolean insecure,
    TlsConfiguration tls,
    Optional<Path> credentials,
    Duration session,
    int sessions,
    int passwordChecks) {
  /** Whether everyone who connects has to show who he is. */
  public boolean authenticates() {
    return credentials.isPresent() || tls.clientCa().isPresent();
  }
}
