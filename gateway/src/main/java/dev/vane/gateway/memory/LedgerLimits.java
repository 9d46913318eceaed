package dev.vane.gateway.memory;

import java.time.Duration;

/**
 * How much may be held.
 *
 * @param process bytes of Arrow data in the process, whoever holds them
 * @param tenant bytes that the streams of one tenant may hold
 * @param stream bytes that may wait of one stream, half of them before they are looked at, half on
 *     their way to the disk
 * @param patience how long a stream is held back while nobody gives anything back, before it is
 *     refused
 */
public record LedgerLimits(long process, long tenant, long stream, Duration patience) {}
