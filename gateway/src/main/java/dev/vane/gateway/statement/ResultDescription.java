package dev.vane.gateway.statement;

import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A result that can be fetched.
 *
 * @param schema exactly that of the data
 * @param ticket what fetches it; it cannot be guessed
 */
public record ResultDescription(Schema schema, String ticket) {}
