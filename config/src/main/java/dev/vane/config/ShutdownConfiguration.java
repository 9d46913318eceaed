package dev.vane.config;

import java.time.Duration;

/**
 * How the gateway stops.
 *
 * @param grace longest time from SIGTERM to exit
 */
public record ShutdownConfiguration(Duration grace) {}
