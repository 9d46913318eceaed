package dev.vane.config;

/**
 * Who may connect.
 *
 * @param insecure allows addresses beyond the loopback although nobody is authenticated
 */
public record SecurityConfiguration(boolean insecure) {}
