package dev.vane.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings under {@code security}. Secrets stand in files; a setting only names the file. */
final class SecuritySettings {
  private static final SettingType<Optional<Path>> FILE = new OptionalType<>(SettingTypes.PATH);

  static final Setting<Boolean> INSECURE =
      Setting.of(
          "security.insecure",
          SettingTypes.SWITCH,
          "false",
          "Allows addresses beyond the loopback without TLS or without authentication: everyone who"
              + " reaches the ports may then read along, or read and write.");
  static final Setting<Optional<Path>> TLS_CERTIFICATE =
      Setting.of(
          "security.tls.certificate",
          FILE,
          OptionalType.NONE,
          "The gateway's certificate in PEM, followed by those between it and its root; with it both"
              + " ports speak TLS only.");
  static final Setting<Optional<Path>> TLS_KEY =
      Setting.of(
          "security.tls.key",
          FILE,
          OptionalType.NONE,
          "The private key of the certificate, in PEM (PKCS#8).");
  static final Setting<Optional<Path>> TLS_CLIENT_CA =
      Setting.of(
          "security.tls.client_ca",
          FILE,
          OptionalType.NONE,
          "Certificates in PEM whose owners sign those of clients; with it a client must show one.");
  static final Setting<Optional<Path>> CREDENTIALS =
      Setting.of(
          "security.credentials",
          FILE,
          OptionalType.NONE,
          "The file of users and tokens, hashed, that `vane credentials` writes lines for; with it a"
              + " client must show one of them.");
  static final Setting<Duration> SESSION =
      Setting.of(
          "security.session",
          SettingTypes.time(Duration.ofSeconds(1), Duration.ofDays(30)),
          "12h",
          "How long the token that a client gets for user and password is good after its last use.");
  static final Setting<Integer> SESSIONS =
      Setting.of(
          "security.sessions",
          SettingTypes.integer(1, 1_000_000),
          "10000",
          "Most such tokens at once; for one more the one that was not used for longest goes.");

  static final Setting<Integer> PASSWORD_CHECKS =
      Setting.of(
          "security.password_checks",
          SettingTypes.integer(1, 1_000),
          "2",
          "Most passwords checked at once: each takes a core a good part of a second, on purpose.");

  static final List<Setting<?>> ALL =
      List.of(
          INSECURE,
          TLS_CERTIFICATE,
          TLS_KEY,
          TLS_CLIENT_CA,
          CREDENTIALS,
          SESSION,
          SESSIONS,
          PASSWORD_CHECKS);

  private SecuritySettings() {}
}
