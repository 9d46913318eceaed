package dev.vane.gateway.security;

import dev.vane.config.SecurityConfiguration;
import java.util.Optional;

/**
 * What the wires ask clients for, and what they speak.
 *
 * @param tls empty where the ports are not encrypted
 */
public record GatewaySecurity(Authenticator authenticator, Optional<TlsMaterial> tls) {
  /**
   * Reads the files that the configuration names.
   *
   * @throws dev.vane.spi.VaneException START_REFUSED with the file and what is wrong with it
   */
  public static GatewaySecurity open(SecurityConfiguration configuration) {
    return new GatewaySecurity(
        Authenticator.of(configuration), TlsMaterial.read(configuration.tls()));
  }
}
