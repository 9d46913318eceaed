package dev.vane.cli.serve;

import dev.vane.config.SecurityConfiguration;
import dev.vane.gateway.security.Credentials;
import dev.vane.gateway.security.TlsMaterial;
import dev.vane.spi.VaneException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the files of TLS and credentials can be used, and for how long. No secret is told. */
final class SecurityChecks {
  private static final Duration SOON = Duration.ofDays(14);

  private SecurityChecks() {}

  static List<Finding> run(SecurityConfiguration configuration) {
    List<Finding> findings = new ArrayList<>();
    try {
      TlsMaterial.read(configuration.tls()).map(SecurityChecks::validity).ifPresent(findings::add);
    } catch (VaneException e) {
      findings.add(Finding.problem("TLS", e.text(), ""));
    }
    configuration
        .credentials()
        .ifPresent(
            file -> {
              try {
                Credentials credentials = Credentials.read(file);
                findings.add(
                    Finding.ok(
                        "Credentials",
                        "%d users, %d tokens"
                            .formatted(credentials.users(), credentials.tokens())));
              } catch (VaneException e) {
                findings.add(Finding.problem("Credentials", e.text(), ""));
              }
            });
    openness(configuration).ifPresent(findings::add);
    return findings;
  }

  private static Finding validity(TlsMaterial tls) {
    String detail = tls.subject() + ", valid until " + tls.expires();
    return tls.expires().isBefore(Instant.now().plus(SOON))
        ? Finding.warning("TLS", detail, "Get the next certificate soon.")
        : Finding.ok("TLS", detail);
  }

  private static Optional<Finding> openness(SecurityConfiguration configuration) {
    return configuration.insecure()
            && !(configuration.tls().isOn() && configuration.authenticates())
        ? Optional.of(
            Finding.warning(
                "Security",
                "security.insecure lets everyone in who reaches the ports.",
                "Set security.tls and security.credentials where others reach them."))
        : Optional.empty();
  }
}
