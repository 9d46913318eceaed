package dev.vane.pivot.source;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.VaneException;

/**
 * What must hold of a table before numbers are made with it.
 *
 * @param query gives a row for something that is wrong, its name the first column, a text; and no
 *     row where nothing is
 * @param message with {@code %s} for the name
 */
public record SourceCheck(SqlQuery query, ErrorCode code, String message) {
  /** The error about what the query found. */
  public VaneException error(String found) {
    return new VaneException(code, message.formatted(Names.quoted(found)));
  }
}
