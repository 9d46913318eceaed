package dev.vane.spi.maintenance;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A table as it is.
 *
 * @param id the table's own
 * @param location the folder
 * @param active its data files; rows are exact
 * @param hotRows rows besides, that are to be moved into data files
 * @param committedAt of the version
 * @param protocol what programs must know to use it, in words
 * @param properties by key, sorted
 */
public record TableDetail(
    String id,
    String location,
    long version,
    Instant committedAt,
    FileCount active,
    long hotRows,
    List<String> partitionColumns,
    List<String> protocol,
    Map<String, String> properties) {
  public TableDetail {
    partitionColumns = List.copyOf(partitionColumns);
    protocol = List.copyOf(protocol);
    properties = Map.copyOf(properties);
  }
}
