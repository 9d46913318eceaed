package dev.vane.gateway.ingest;

import java.util.OptionalLong;

/**
 * Everything up to here is on disk.
 *
 * @param offset of the last such batch
 * @param records rows of the producer, or of the call where nobody numbers
 * @param version of the table, where its commit has happened
 */
public record BatchAck(long offset, long records, OptionalLong version) {}
