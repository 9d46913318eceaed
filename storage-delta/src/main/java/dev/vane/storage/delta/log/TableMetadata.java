package dev.vane.storage.delta.log;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code metaData} action of a table.
 *
 * @param id the table's UUID
 * @param name the table's name, where its maker gave one
 * @param schemaJson the schema in Delta's JSON form
 */
public record TableMetadata(
    String id,
    Optional<String> name,
    String schemaJson,
    List<String> partitionColumns,
    Map<String, String> configuration) {
  public TableMetadata {
    partitionColumns = List.copyOf(partitionColumns);
    configuration = Map.copyOf(configuration);
  }
}
