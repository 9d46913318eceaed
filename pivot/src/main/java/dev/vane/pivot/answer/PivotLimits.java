package dev.vane.pivot.answer;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;

/**
 * The limits on an answer's size.
 *
 * @param cells {@code limits.pivot_cells}: row paths times column paths times measures
 * @param fields {@code limits.columns}: fields of one answer
 */
public record PivotLimits(long cells, long fields) {
  void requireCells(long wanted) {
    if (wanted > cells) {
      throw new VaneException(
          ErrorCode.LIMIT_PIVOT_CELLS,
          "The answer has %d cells; limits.pivot_cells allows %d. Filter, limit, or ask for fewer"
                  .formatted(wanted, cells)
              + " fields or measures.");
    }
  }

  /**
   * Refuses a wide answer of more fields than are allowed.
   *
   * @throws VaneException {@link ErrorCode#LIMIT_COLUMNS}
   */
  public void requireFields(long wanted) {
    if (wanted > fields) {
      throw new VaneException(
          ErrorCode.LIMIT_COLUMNS,
          "The wide answer has %d fields; limits.columns allows %d. Ask with \"result\": \"long\","
                  .formatted(wanted, fields)
              + " or filter the column fields.");
    }
  }
}
