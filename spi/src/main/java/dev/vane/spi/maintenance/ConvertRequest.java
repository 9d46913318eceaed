package dev.vane.spi.maintenance;

import java.util.List;

/**
 * How a folder becomes a table.
 *
 * @param partitionBy the columns that the names of folders give, such as {@code day=2026-01-31};
 *     must be just those that are there
 */
public record ConvertRequest(List<String> partitionBy) {
  public ConvertRequest {
    partitionBy = List.copyOf(partitionBy);
  }
}
