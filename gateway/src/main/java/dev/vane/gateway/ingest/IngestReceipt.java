package dev.vane.gateway.ingest;

import dev.vane.spi.TableId;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a whole stream made durable.
 *
 * @param bytes Arrow bytes received
 * @param version the table's version that has all of it; empty where the table has yet to take it
 *     from the log
 */
public record IngestReceipt(
    String stream, TableId table, long rows, long bytes, OptionalLong version, Duration duration) {}
