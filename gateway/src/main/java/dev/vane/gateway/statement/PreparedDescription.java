package dev.vane.gateway.statement;

import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What a client is told of the statement that it prepared.
 *
 * @param handle what names it from now on
 * @param columns what it gives; empty for one that writes
 * @param parameters a field for each parameter, of the null type where the type is not known
 */
public record PreparedDescription(String handle, Optional<Schema> columns, Schema parameters) {}
