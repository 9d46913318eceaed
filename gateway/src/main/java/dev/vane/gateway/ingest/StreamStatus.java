package dev.vane.gateway.ingest;

import dev.vane.spi.TableId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a stream since the gateway started.
 *
 * @param open calls that send to it now
 * @param rowsCommitted rows made durable
 * @param table the table of the newest commit
 * @param version that commit's version, or -1
 */
public record StreamStatus(int open, long rowsCommitted, Optional<TableId> table, long version) {
  static final StreamStatus UNKNOWN = new StreamStatus(0, 0, Optional.empty(), -1);

  StreamStatus opened() {
    return new StreamStatus(open + 1, rowsCommitted, table, version);
  }

  StreamStatus closed() {
    return new StreamStatus(open - 1, rowsCommitted, table, version);
  }

  StreamStatus committed(TableId itsTable, long rows, OptionalLong newVersion) {
    return new StreamStatus(
        open, rowsCommitted + rows, Optional.of(itsTable), newVersion.orElse(version));
  }
}
