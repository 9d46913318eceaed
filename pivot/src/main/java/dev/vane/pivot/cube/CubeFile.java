package dev.vane.pivot.cube;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A cube on disk, as a stream of Arrow batches of the form that {@link CubeReader} reads.
 * Stateless.
 */
public final class CubeFile {
  private static final int BATCH_ROWS = 65_536;

  /** What the name of a flag begins with; the key's place follows. */
  private static final String FLAG = "others_";

  private CubeFile() {}

  /**
   * Writes a cube to a new file.
   *
   * @param rowKeys how many of its keys are of the row axis
   */
  public static void write(Cube cube, int rowKeys, Path file, BufferAllocator allocator)
      throws IOException {
    try (VectorSchemaRoot batch = VectorSchemaRoot.create(schema(cube), allocator);
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ArrowStreamWriter writer = new ArrowStreamWriter(batch, null, channel)) {
      writer.start();
      for (int from = 0; from < cube.size(); from += BATCH_ROWS) {
        int count = Math.min(BATCH_ROWS, cube.size() - from);
        batch.getFieldVectors().forEach(FieldVector::reset);
        fill(cube, rowKeys, batch, from, count);
        writer.writeBatch();
      }
      writer.end();
    }
  }

  /** Reads a cube, which is the caller's. */
  public static Cube read(Path file, int rowKeys, int columnKeys, BufferAllocator allocator)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        ArrowStreamReader stream = new ArrowStreamReader(channel, allocator);
        CubeReader reader =
            new CubeReader(
                rowKeys,
                columnKeys,
                flagged(stream.getVectorSchemaRoot().getSchema(), rowKeys + columnKeys),
                stream.getVectorSchemaRoot().getSchema(),
                allocator)) {
      while (stream.loadNextBatch()) {
        reader.add(stream.getVectorSchemaRoot());
      }
      return reader.finish();
    }
  }

  /** The keys that have a flag, by their place. */
  private static List<Integer> flagged(Schema schema, int keys) {
    return schema.getFields().stream()
        .skip(keys + 2L)
        .map(Field::getName)
        .filter(name -> name.startsWith(FLAG))
        .map(name -> Integer.valueOf(name.substring(FLAG.length())))
        .toList();
  }

  private static List<Integer> flagged(Cube cube) {
    return IntStream.range(0, cube.keys().size())
        .filter(key -> cube.keys().get(key).othersCode() >= 0)
        .boxed()
        .toList();
  }

  private static Schema schema(Cube cube) {
    List<Field> fields = new ArrayList<>();
    cube.keys().forEach(key -> fields.add(key.values().getField()));
    for (String axis : List.of("row_grouping", "column_grouping")) {
      fields.add(
          new Field(axis, FieldType.notNullable(new ArrowType.Int(Integer.SIZE, true)), null));
    }
    for (int key : flagged(cube)) {
      fields.add(new Field(FLAG + key, FieldType.notNullable(ArrowType.Bool.INSTANCE), null));
    }
    cube.measures().forEach(measure -> fields.add(measure.getField()));
    return new Schema(fields);
  }

  private static void fill(Cube cube, int rowKeys, VectorSchemaRoot batch, int from, int count) {
    int keys = cube.keys().size();
    for (int index = 0; index < keys; index++) {
      KeyColumn key = cube.keys().get(index);
      FieldVector target = batch.getVector(index);
      for (int row = 0; row < count; row++) {
        int code = key.code(from + row);
        if (code == KeyColumn.ALL) {
          target.setNull(row);
        } else {
          target.copyFromSafe(code, row, key.values());
        }
      }
    }
    IntVector rowGroupings = (IntVector) batch.getVector(keys);
    IntVector columnGroupings = (IntVector) batch.getVector(keys + 1);
    for (int row = 0; row < count; row++) {
      long present = cube.present(from + row);
      rowGroupings.setSafe(
          row,
          (present & Cube.COLUMN_PATH) == 0 ? grouping(present, rowKeys) : CubeReader.COLUMN_PATH);
      columnGroupings.setSafe(row, grouping(present >>> rowKeys, keys - rowKeys));
    }
    List<Integer> flagged = flagged(cube);
    for (int index = 0; index < flagged.size(); index++) {
      KeyColumn key = cube.keys().get(flagged.get(index));
      BitVector flag = (BitVector) batch.getVector(keys + 2 + index);
      for (int row = 0; row < count; row++) {
        flag.setSafe(row, key.code(from + row) == key.othersCode() ? 1 : 0);
      }
    }
    for (int index = 0; index < cube.measures().size(); index++) {
      FieldVector measure = cube.measures().get(index);
      FieldVector target = batch.getVector(keys + 2 + flagged.size() + index);
      for (int row = 0; row < count; row++) {
        Vectors.copy(measure, from + row, target, row);
      }
    }
    batch.setRowCount(count);
  }

  /** SQL's GROUPING_ID: a bit for each key that is not present, the first key's the highest. */
  private static int grouping(long present, int keys) {
    int grouping = 0;
    for (int key = 0; key < keys; key++) {
      if ((present >>> key & 1) == 0) {
        grouping |= 1 << (keys - 1 - key);
      }
    }
    return grouping;
  }
}
