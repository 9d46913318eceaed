package dev.vane.config;

import java.time.Duration;

/**
 * Where rows that are acknowledged batch by batch wait for their files.
 *
 * @param enabled whether they do
 * @param rows of a table from which they are moved
 * @param bytes of a table from which they are moved
 * @param age of a table's oldest row from which they are moved
 * @param limit bytes of all tables from which batches are refused
 */
public record HotTierConfiguration(
    boolean enabled, long rows, long bytes, Duration age, long limit) {}
