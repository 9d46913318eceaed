package dev.vane.cli.output;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A table for people. Structural fields of a pivot are left out; its total rows are told by the
 * grouping field, never by their text, and stand apart below a rule. What does not fit the width is
 * left out, and what is left out is said.
 */
public final class TableOutput implements RowOutput {
  private static final int MOST_ROWS = 1_000;
  private static final String GROUPING = "_row_grouping";

  private final PrintStream out;
  private final PrintStream notes;
  private final int width;

  /**
   * @param notes where is said what was left out
   * @param width columns of the terminal; 0 for no limit
   */
  public TableOutput(PrintStream out, PrintStream notes, int width) {
    this.out = out;
    this.notes = notes;
    this.width = width;
  }

  @Override
  public void print(RowSource rows) throws IOException {
    Schema schema = rows.schema();
    List<Column> columns = new ArrayList<>();
    List<List<@Nullable Object>> values = new ArrayList<>();
    for (Field field : schema.getFields()) {
      columns.add(new Column(field.getName(), ColumnRole.of(field)));
      values.add(new ArrayList<>());
    }
    int read = 0;
    boolean more = false;
    while (!more && rows.next()) {
      VectorSchemaRoot batch = rows.root();
      int taken = Math.min(batch.getRowCount(), MOST_ROWS - read);
      take(batch, taken, values);
      read += taken;
      more = taken < batch.getRowCount();
    }
    TableLayout layout = new TableLayout(width);
    List<TotalRow> totals = TotalRow.all(columns, values, read);
    for (int index = 0; index < columns.size(); index++) {
      ColumnRole role = columns.get(index).role();
      if (!role.structural()) {
        layout.add(
            role.heading(),
            cells(values.get(index), role, index, totals),
            numeric(values.get(index)));
      }
    }
    layout.print(out, totals.stream().map(TotalRow::apart).toList());
    tell(layout, read, more, schema);
  }

  private static void take(VectorSchemaRoot batch, int rows, List<List<@Nullable Object>> values) {
    for (int row = 0; row < rows; row++) {
      int column = 0;
      for (FieldVector vector : batch.getFieldVectors()) {
        values.get(column++).add(Values.of(vector, row));
      }
    }
  }

  private static List<String> cells(
      List<@Nullable Object> values, ColumnRole role, int column, List<TotalRow> totals) {
    List<String> texts = new ArrayList<>(TableText.column(values, role.key()));
    if (role.key()) {
      for (int row = 0; row < texts.size(); row++) {
        texts.set(row, totals.get(row).keyText(column, values.get(row), texts.get(row)));
      }
    }
    return texts;
  }

  private static boolean numeric(List<@Nullable Object> values) {
    return values.stream().anyMatch(TableText::isNumber);
  }

  private void tell(TableLayout layout, int read, boolean more, Schema schema) {
    if (more) {
      String all = schema.getCustomMetadata().getOrDefault("vane.total_rows", "");
      notes.printf(
          "First %,d rows%s; --output csv, json or arrow gives all.%n",
          read, all.isEmpty() ? "" : " of " + all);
    }
    if (layout.hidden() > 0) {
      notes.printf(
          "%,d more columns do not fit; --output csv, json or arrow gives all.%n", layout.hidden());
    }
    if (schema.getCustomMetadata().containsKey("vane.next_cursor")) {
      notes.println(
          "There are more pages: send the same spec with the cursor "
              + schema.getCustomMetadata().get("vane.next_cursor"));
    }
  }

  /** One field of the answer. */
  record Column(String name, ColumnRole role) {
    boolean grouping() {
      return name.equals(GROUPING);
    }
  }
}
