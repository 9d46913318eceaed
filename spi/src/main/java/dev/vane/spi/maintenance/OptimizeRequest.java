package dev.vane.spi.maintenance;

import java.util.List;
import java.util.OptionalLong;

/**
 * How files are written together.
 *
 * @param zOrderBy columns by which all rows are laid out anew, so that near values share files;
 *     empty to only join small files
 * @param targetFileBytes about how large files become; the backend's own when empty
 */
public record OptimizeRequest(List<String> zOrderBy, OptionalLong targetFileBytes) {
  public OptimizeRequest {
    zOrderBy = List.copyOf(zOrderBy);
  }
}
