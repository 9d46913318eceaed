package dev.vane.gateway.query;

import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What a question will answer, before any data.
 *
 * @param schema exactly the schema of the data that the ticket gives
 * @param ticket what to send, as UTF-8, to get the data
 * @param rows rows of the answer, or -1 where not known
 */
public record QueryDescription(Schema schema, String ticket, long rows) {}
