package dev.vane.config;

import java.time.Duration;

/**
 * What keeps the HTTP port cheap whatever its clients do.
 *
 * @param threads most threads, those that accept and select connections included
 * @param connections most connections open at once; later ones wait to be accepted
 * @param idle longest silence of a connection, also of one that takes none of its answer
 * @param responseRate least bytes a second that a client must take of an answer
 */
public record HttpLimits(int threads, int connections, Duration idle, long responseRate) {}
