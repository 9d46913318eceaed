package dev.vane.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Rows with a number and a text. */
final class TestData {
  static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("id", new ArrowType.Int(64, true)),
              Field.nullable("name", new ArrowType.Utf8())));

  private TestData() {}

  /** Fills the root with rows {@code first} to {@code first + rows - 1}. */
  static void fill(VectorSchemaRoot root, int first, int rows) {
    root.allocateNew();
    BigIntVector ids = (BigIntVector) root.getVector("id");
    VarCharVector names = (VarCharVector) root.getVector("name");
    for (int row = 0; row < rows; row++) {
      ids.setSafe(row, first + row);
      names.setSafe(row, ("n" + (first + row)).getBytes(StandardCharsets.UTF_8));
    }
    root.setRowCount(rows);
  }
}
