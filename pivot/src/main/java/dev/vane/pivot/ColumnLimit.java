package dev.vane.pivot;

/**
 * How wide an answer may become.
 *
 * @param fields most column paths times measures
 * @param truncate whether the first ones are sent where there are more; otherwise that is an error
 */
public record ColumnLimit(long fields, boolean truncate) {}
