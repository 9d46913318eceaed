package dev.vane.pivot.answer;

import dev.vane.pivot.cube.AxisTree;
import java.util.Arrays;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** A row for each row path and column path that has a cell, in presented order. */
final class LongBatches extends AnswerBatches {
  private final PivotLayout layout;
  private final PivotPart part;
  private int nextRow;
  private int[] rowNodes = new int[0];
  private int[] columnNodes = new int[0];
  private int[] cells = new int[0];
  private int from;
  private int to;

  LongBatches(PivotLayout layout, PivotPart part, Schema schema, BufferAllocator allocator) {
    super(schema, allocator);
    this.layout = layout;
    this.part = part;
    this.nextRow = part.rowFrom();
  }

  /** How many rows there are. */
  static long count(PivotLayout layout, PivotPart part) {
    long[] count = new long[1];
    for (int row = part.rowFrom(); row < part.rowTo(); row++) {
      layout
          .arrangement()
          .forEach(
              layout.rowNode(row),
              (column, cell) -> count[0] += isSent(layout, part, column) ? 1 : 0);
    }
    return count[0];
  }

  private static boolean isSent(PivotLayout layout, PivotPart part, int column) {
    int position = layout.columnPosition(column);
    return position >= part.columnFrom() && position < part.columnTo();
  }

  /** Whole row paths are read until there are as many rows as are wanted. */
  @Override
  int prepare(int most) {
    while (to - from < most && nextRow < part.rowTo()) {
      read(layout.rowNode(nextRow++));
    }
    return Math.min(most, to - from);
  }

  private void read(int node) {
    makeRoom(layout.arrangement().cells(node));
    int begin = to;
    long[] sorted = new long[layout.arrangement().cells(node)];
    int[] size = new int[1];
    layout
        .arrangement()
        .forEach(
            node,
            (column, cell) -> {
              if (isSent(layout, part, column)) {
                sorted[size[0]++] = (long) layout.columnPosition(column) << Integer.SIZE | cell;
              }
            });
    Arrays.sort(sorted, 0, size[0]);
    for (int index = 0; index < size[0]; index++) {
      rowNodes[begin + index] = node;
      columnNodes[begin + index] = layout.columnNode((int) (sorted[index] >>> Integer.SIZE));
      cells[begin + index] = (int) sorted[index];
    }
    to += size[0];
  }

  private void makeRoom(int more) {
    if (to + more <= cells.length) {
      return;
    }
    int size = Math.max(to - from + more, Math.min(cells.length, 2 * (to - from)));
    rowNodes = Arrays.copyOf(Arrays.copyOfRange(rowNodes, from, to), 2 * size);
    columnNodes = Arrays.copyOf(Arrays.copyOfRange(columnNodes, from, to), 2 * size);
    cells = Arrays.copyOf(Arrays.copyOfRange(cells, from, to), 2 * size);
    to -= from;
    from = 0;
  }

  @Override
  void advance(int count) {
    from += count;
  }

  @Override
  void fill(VectorSchemaRoot batch, int count) {
    AxisTree rows = layout.arrangement().rows();
    AxisTree columns = layout.arrangement().columns();
    int rowKeys = layout.question().rows().shown();
    int columnKeys = columns.keys().size();
    int keys = rowKeys + columnKeys;
    KeyFields.write(rows, rowKeys, batch, 0, count, row -> rowNodes[from + row]);
    KeyFields.write(columns, columnKeys, batch, rowKeys, count, row -> columnNodes[from + row]);
    integers(batch, keys, count, row -> layout.rowGrouping(rowNodes[from + row]));
    integers(batch, keys + 1, count, row -> columns.grouping(columnNodes[from + row]));
    int field = keys + 2;
    if (layout.question().rows().hasOthers()) {
      flags(batch, field++, count, row -> rows.hasOthers(rowNodes[from + row]));
    }
    if (layout.question().columns().hasOthers()) {
      flags(batch, field++, count, row -> columns.hasOthers(columnNodes[from + row]));
    }
    for (int measure = 0; measure < layout.columns().size(); measure++) {
      CellColumn column = layout.columns().get(measure);
      FieldVector target = vector(batch, field + measure, count);
      for (int row = 0; row < count; row++) {
        column.copy(cells[from + row], target, row);
      }
    }
  }
}
