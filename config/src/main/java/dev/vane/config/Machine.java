package dev.vane.config;

/**
 * What some defaults are taken from. The caller measures it, because this package reads nothing but
 * configuration.
 *
 * @param memoryBytes memory of the machine, or of the container where one is set
 * @param cores processors that the process may use
 */
public record Machine(long memoryBytes, int cores) {}
