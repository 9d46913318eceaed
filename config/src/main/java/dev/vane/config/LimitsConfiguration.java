package dev.vane.config;

import java.time.Duration;

/**
 * Every limit. Each has a metric and an error code of its own.
 *
 * @param memory bytes that the process may hold resident: JVM, Arrow and DuckDB share them
 * @param messageSize most bytes in one message from a client
 * @param commandSize most bytes in one command or ticket
 * @param streams most streams open at once
 * @param streamNames most streams known by name, each a label value of the metrics
 * @param streamIdle longest silence of a client that has a stream open
 * @param streamMemory most bytes of one stream that wait
 * @param tenantShare percent of Arrow's share of the memory that one caller's streams may hold
 * @param holdBack longest wait for memory while nobody gives any back
 * @param tables most tables that streams may create, over all backends
 * @param columns most columns of a table
 * @param queries most queries at once
 * @param queryQueue most queries that wait for their turn
 * @param queryTime longest run of one query
 * @param clientStall longest time that a client may take no data of its result
 * @param pivotCells most cells, paths times measures, of a pivot's answer
 * @param filterDepth deepest nesting of a filter
 * @param scratch most bytes of pinned pivot results
 * @param logBytes most bytes of acknowledged batches that wait for their tables
 * @param replayWindow how many of its last batches a producer may send again
 * @param sessions most Flight SQL sessions
 * @param sessionIdle longest time that a session or a prepared statement is kept unused
 * @param preparedStatements most prepared statements
 * @param preparedMemory most bytes of prepared statements with their values
 */
public record LimitsConfiguration(
    long memory,
    long messageSize,
    long commandSize,
    int streams,
    int streamNames,
    Duration streamIdle,
    long streamMemory,
    int tenantShare,
    Duration holdBack,
    int tables,
    int columns,
    int queries,
    int queryQueue,
    Duration queryTime,
    Duration clientStall,
    long pivotCells,
    int filterDepth,
    long scratch,
    long logBytes,
    long replayWindow,
    int sessions,
    Duration sessionIdle,
    int preparedStatements,
    long preparedMemory) {}
