package dev.vane.spi;

import java.time.Instant;

/**
 * An entry of a table's ledger with the commit that made it.
 *
 * @param version the table's version that the commit made; of rows that are still hot, the one that
 *     they came on top of
 */
public record RecordedCommit(LedgerEntry entry, long version, Instant committedAt) {}
