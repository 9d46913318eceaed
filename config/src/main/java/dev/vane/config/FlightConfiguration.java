package dev.vane.config;

/**
 * The Flight port.
 *
 * @param port 0 takes a free one
 */
public record FlightConfiguration(String host, int port) {}
