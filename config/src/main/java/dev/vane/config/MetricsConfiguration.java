package dev.vane.config;

/**
 * Metrics.
 *
 * @param prefix first part of each of the gateway's metric names
 */
public record MetricsConfiguration(String prefix) {}
