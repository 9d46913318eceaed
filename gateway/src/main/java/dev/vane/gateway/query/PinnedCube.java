package dev.vane.gateway.query;

import dev.vane.pivot.plan.ColumnPath;
import dev.vane.pivot.plan.PivotCounts;
import dev.vane.pivot.plan.PivotQuestion;
import dev.vane.spi.ScratchTable;
import java.util.List;

/**
 * A computed cube with everything that the light half needs.
 *
 * @param version the version of the table that it was computed from
 * @param paths its column paths, where the answer's fields depend on them
 */
record PinnedCube(
    PivotQuestion question,
    long version,
    ScratchTable table,
    PivotCounts counts,
    List<ColumnPath> paths) {
  PinnedCube {
    paths = List.copyOf(paths);
  }
}
