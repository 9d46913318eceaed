/**
 * Who may call Flight: TLS for the port, the check of each call's {@code authorization} header, and
 * the handshake that gives a token for user and password.
 */
@NullMarked
package dev.vane.flight.security;

import org.jspecify.annotations.NullMarked;
