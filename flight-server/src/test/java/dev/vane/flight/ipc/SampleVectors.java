package dev.vane.flight.ipc;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** A batch with a column of each layout, with NULLs and text beyond ASCII. */
public final class SampleVectors {
  private SampleVectors() {}

  public static VectorSchemaRoot create(BufferAllocator allocator, int rows) {
    VectorSchemaRoot root = VectorSchemaRoot.create(schema(), allocator);
    root.allocateNew();
    for (int row = 0; row < rows; row++) {
      fill(root, row);
    }
    root.getFieldVectors().forEach(vector -> vector.setValueCount(rows));
    root.setRowCount(rows);
    return root;
  }

  static Schema schema() {
    return new Schema(
        List.of(
            field("id", new ArrowType.Int(64, true)),
            field("flag", ArrowType.Bool.INSTANCE),
            field("text", ArrowType.Utf8.INSTANCE),
            field("large", ArrowType.LargeUtf8.INSTANCE),
            field("bytes", ArrowType.Binary.INSTANCE),
            field("view", ArrowType.Utf8View.INSTANCE),
            field("price", new ArrowType.Decimal(20, 2, 128)),
            field("uuid", new ArrowType.FixedSizeBinary(16)),
            field("nothing", ArrowType.Null.INSTANCE),
            field("list", ArrowType.List.INSTANCE, field("item", new ArrowType.Int(32, true))),
            field(
                "pair", new ArrowType.FixedSizeList(2), field("item", new ArrowType.Int(32, true))),
            field(
                "struct",
                ArrowType.Struct.INSTANCE,
                field("a", new ArrowType.Int(32, true)),
                field("b", ArrowType.Utf8.INSTANCE))),
        Map.of("written-by", "test"));
  }

  private static Field field(String name, ArrowType type, Field... children) {
    return new Field(name, FieldType.nullable(type), List.of(children));
  }

  private static void fill(VectorSchemaRoot root, int row) {
    boolean present = row % 3 != 1;
    String value = row % 2 == 0 ? "plain text number " + row : "Größe 東京 " + row;
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    ((BigIntVector) root.getVector("id")).setSafe(row, row);
    if (present) {
      ((BitVector) root.getVector("flag")).setSafe(row, row % 2);
      ((VarCharVector) root.getVector("text")).setSafe(row, text);
      ((LargeVarCharVector) root.getVector("large")).setSafe(row, text);
      ((VarBinaryVector) root.getVector("bytes")).setSafe(row, new byte[] {(byte) 0xFF, 0});
      ((ViewVarCharVector) root.getVector("view")).setSafe(row, text);
      ((DecimalVector) root.getVector("price")).setSafe(row, row);
      ((FixedSizeBinaryVector) root.getVector("uuid")).setSafe(row, new byte[16]);
    }
    fillNested(root, row, present, text);
  }

  private static void fillNested(VectorSchemaRoot root, int row, boolean present, byte[] text) {
    ListVector list = (ListVector) root.getVector("list");
    if (present) {
      int start = list.startNewValue(row);
      ((IntVector) list.getDataVector()).setSafe(start, row);
      ((IntVector) list.getDataVector()).setNull(start + 1);
      list.endValue(row, 2);
      FixedSizeListVector pair = (FixedSizeListVector) root.getVector("pair");
      int at = pair.startNewValue(row);
      ((IntVector) pair.getDataVector()).setSafe(at, 1);
      ((IntVector) pair.getDataVector()).setSafe(at + 1, 2);
      StructVector struct = (StructVector) root.getVector("struct");
      struct.setIndexDefined(row);
      ((IntVector) struct.getChild("a")).setSafe(row, row);
      ((VarCharVector) struct.getChild("b")).setSafe(row, text);
    }
    FieldVector nothing = root.getVector("nothing");
    ((NullVector) nothing).setValueCount(row + 1);
  }
}
