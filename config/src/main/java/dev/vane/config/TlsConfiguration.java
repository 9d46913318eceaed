package dev.vane.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Encryption of both ports, from files in PEM.
 *
 * @param certificate the gateway's certificate, then those between it and the root
 * @param key its private key, in PKCS#8; there if and only if the certificate is
 * @param clientCa whose certificates clients must show; empty where they need none
 */
public record TlsConfiguration(
    Optional<Path> certificate, Optional<Path> key, Optional<Path> clientCa) {
  /** Whether the ports speak TLS. */
  public boolean isOn() {
    return certificate.isPresent();
  }
}
