package dev.vane.pivot.answer;

import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.cube.AxisTree;
import java.util.Arrays;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A row for each row path, a field for each column path and measure. The cells of the batch's rows
 * are put in their places first, a column path's together; then each field is gathered.
 */
final class WideBatches extends AnswerBatches {
  private final PivotLayout layout;
  private final PivotPart part;
  private int position;

  WideBatches(PivotLayout layout, PivotPart part, Schema schema, BufferAllocator allocator) {
    super(schema, allocator);
    this.layout = layout;
    this.part = part;
    this.position = part.rowFrom();
  }

  @Override
  int prepare(int most) {
    return Math.min(most, part.rowTo() - position);
  }

  @Override
  void advance(int count) {
    position += count;
  }

  @Override
  void fill(VectorSchemaRoot batch, int count) {
    AxisTree rows = layout.arrangement().rows();
    TreePaths paths = new TreePaths(rows);
    int keys = layout.question().rows().shown();
    KeyFields.write(rows, keys, batch, 0, count, row -> layout.rowNode(position + row));
    integers(batch, keys, count, row -> paths.depth(layout.rowNode(position + row)));
    integers(batch, keys + 1, count, row -> layout.rowGrouping(layout.rowNode(position + row)));
    VarCharVector ids = (VarCharVector) vector(batch, keys + 2, count);
    for (int row = 0; row < count; row++) {
      ids.setSafe(row, paths.pathId(layout.rowNode(position + row)));
    }
    int[] cells = cells(count);
    int field = keys + 3;
    if (layout.expanded().isTold()) {
      writeExpanded((BitVector) vector(batch, field++, count), count);
    }
    if (layout.question().rows().hasOthers()) {
      flags(batch, field++, count, row -> rows.hasOthers(layout.rowNode(position + row)));
    }
    for (int column = 0; column < part.columns(); column++) {
      for (CellColumn measure : layout.columns()) {
        gather(measure, cells, column * count, vector(batch, field++, count), count);
      }
    }
  }

  /**
   * NULL for what has nothing below it to expand: leaves, and totals of all or of a skipping set.
   */
  private void writeExpanded(BitVector expanded, int count) {
    AxisTree rows = layout.arrangement().rows();
    for (int row = 0; row < count; row++) {
      int node = layout.rowNode(position + row);
      if (node == AxisTree.ROOT
          || rows.level(node) == layout.question().rows().shown()
          || rows.skips(node)) {
        expanded.setNull(row);
      } else {
        expanded.setSafe(row, layout.expanded().isExpanded(node) ? 1 : 0);
      }
    }
  }

  private int[] cells(int count) {
    int[] cells = new int[Math.multiplyExact(count, part.columns())];
    Arrays.fill(cells, Arrangement.NONE);
    for (int row = 0; row < count; row++) {
      int place = row;
      layout
          .arrangement()
          .forEach(
              layout.rowNode(position + row),
              (column, cell) -> {
                int shown = layout.columnPosition(column);
                if (shown >= part.columnFrom() && shown < part.columnTo()) {
                  cells[(shown - part.columnFrom()) * count + place] = cell;
                }
              });
    }
    return cells;
  }

  private static void gather(
      CellColumn measure, int[] cells, int from, FieldVector target, int count) {
    for (int row = 0; row < count; row++) {
      int cell = cells[from + row];
      if (cell == Arrangement.NONE) {
        target.setNull(row);
      } else {
        measure.copy(cell, target, row);
      }
    }
  }
}
