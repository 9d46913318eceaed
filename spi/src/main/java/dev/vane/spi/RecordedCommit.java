package dev.vane.spi;

import java.time.Instant;

/**
 * An entry of a table's ledger with the commit that made it.
 *
 * @param version the table's version that the commit made
 */
public record RecordedCommit(LedgerEntry entry, long version, Instant committedAt) {}
