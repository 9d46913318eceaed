package dev.vane.cli.output;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values as RFC 4180 has them, with a header. NULL is nothing between the commas,
 * an empty text is {@code ""}.
 */
final class CsvOutput implements RowOutput {
  private final Writer out;

  CsvOutput(OutputStream out) {
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }

  @Override
  public void print(RowSource rows) throws IOException {
    List<Field> fields = rows.schema().getFields();
    for (int column = 0; column < fields.size(); column++) {
      out.write(column == 0 ? "" : ",");
      out.write(quoted(fields.get(column).getName()));
    }
    out.write("\r\n");
    while (rows.next()) {
      VectorSchemaRoot batch = rows.root();
      for (int row = 0; row < batch.getRowCount(); row++) {
        writeRow(batch, row);
      }
    }
    out.flush();
  }

  private void writeRow(VectorSchemaRoot batch, int row) throws IOException {
    boolean first = true;
    for (FieldVector vector : batch.getFieldVectors()) {
      out.write(first ? "" : ",");
      out.write(text(Values.of(vector, row)));
      first = false;
    }
    out.write("\r\n");
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    return value instanceof Number ? value.toString() : quoted(value.toString());
  }

  private static String quoted(String text) {
    boolean plain =
        !text.isEmpty()
            && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
