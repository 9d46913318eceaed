package dev.vane.gateway.catalog;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.util.List;
import java.util.Optional;

/**
 * A table as a client names it: {@code [table]}, {@code [backend, table]} or {@code [backend,
 * schema, table]}. Each element is a name, never a path.
 *
 * @param backend empty when the path is a bare name
 */
public record TablePath(Optional<String> backend, String schema, String table) {
  /**
   * Reads a path of one to three elements.
   *
   * @throws VaneException {@link ErrorCode#NAME_INVALID}
   */
  public static TablePath of(List<String> path) {
    return switch (path.size()) {
      case 1 -> new TablePath(Optional.empty(), TableId.DEFAULT_SCHEMA, path.get(0));
      case 2 -> new TablePath(Optional.of(path.get(0)), TableId.DEFAULT_SCHEMA, path.get(1));
      case 3 -> new TablePath(Optional.of(path.get(0)), path.get(1), path.get(2));
      default ->
          throw new VaneException(
              ErrorCode.NAME_INVALID,
              "A table's path has %d elements; give [table], [backend, table] or [backend, schema, table]."
                  .formatted(path.size()));
    };
  }

  /** The id in a backend. */
  public TableId in(String backendName) {
    return new TableId(backendName, schema, table);
  }
}
