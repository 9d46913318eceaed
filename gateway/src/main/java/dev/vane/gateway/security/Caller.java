package dev.vane.gateway.security;

import java.util.Optional;

/**
 * Who was let in.
 *
 * @param name as the credentials have it
 * @param issuedToken a token for the next calls, where this one came with user and password
 */
public record Caller(String name, Optional<String> issuedToken) {
  /** Where nobody is asked who he is, or a certificate has said it. */
  public static final Caller UNNAMED = new Caller("", Optional.empty());

  static Caller named(String name) {
    return new Caller(name, Optional.empty());
  }
}
