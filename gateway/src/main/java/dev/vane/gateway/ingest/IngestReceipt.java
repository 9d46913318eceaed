package dev.vane.gateway.ingest;

import dev.vane.spi.TableId;
import java.time.Duration;

/**
 * What a whole stream made durable.
 *
 * @param bytes Arrow bytes received
 * @param version the table's version that the commit made
 */
public record IngestReceipt(
    String stream, TableId table, long rows, long bytes, long version, Duration duration) {}
