package dev.vane.spi;

/**
 * What a change of rows did.
 *
 * @param version the table's version afterwards
 * @param committed whether this change made that version; false where no row was to be changed
 * @param rows how many were removed or updated
 */
public record RowChange(long version, boolean committed, long rows) {}
