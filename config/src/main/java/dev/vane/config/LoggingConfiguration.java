package dev.vane.config;

/**
 * Logs.
 *
 * @param format {@code text} or {@code json}
 * @param level {@code error}, {@code warn}, {@code info} or {@code debug}
 */
public record LoggingConfiguration(String format, String level) {}
