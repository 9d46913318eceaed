/**
 * Who may come in: users and tokens from a file of hashes, tokens given for a user and password,
 * and what TLS is spoken with. Free of any wire; the wires ask {@link
 * dev.vane.gateway.security.Authenticator} and take {@link dev.vane.gateway.security.TlsMaterial}.
 */
@NullMarked
package dev.vane.gateway.security;

import org.jspecify.annotations.NullMarked;
