package dev.vane.spi;

/**
 * What a commit made durable.
 *
 * @param version the table's version that this commit made
 * @param rows rows that this commit added
 */
public record CommitReceipt(long version, long rows) {}
