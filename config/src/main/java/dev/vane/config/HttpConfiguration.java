package dev.vane.config;

/**
 * The HTTP port: health and metrics.
 *
 * @param port 0 takes a free one
 */
public record HttpConfiguration(boolean enabled, String host, int port, HttpLimits limits) {}
