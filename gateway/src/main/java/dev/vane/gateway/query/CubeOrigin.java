package dev.vane.gateway.query;

import java.time.Duration;

/**
 * Where a cube comes from.
 *
 * @param sql the heavy half's query
 * @param tableRows rows of the table's version
 * @param files data files behind it; 0 where the backend has none
 * @param skippedFiles data files left out by the question's conditions
 * @param took how long the heavy half ran
 */
record CubeOrigin(String sql, long tableRows, long files, long skippedFiles, Duration took) {}
