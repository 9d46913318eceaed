package dev.vane.spi;

/**
 * A table that is there and can't be served.
 *
 * @param reason what it needs that is missing here, in words for the operator
 */
public record UnreadableTable(TableId table, String reason) {}
