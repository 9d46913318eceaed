package dev.vane.flight.ipc;

import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Checks which child each value of a union names, and where in it. */
final class UnionCheck {
  private UnionCheck() {}

  /** Whether each type id belongs to a child. */
  static boolean types(ArrowBuf types, FieldVector vector) {
    int[] children = childById(vector);
    for (int i = 0; i < vector.getValueCount(); i++) {
      byte type = MemoryUtil.getByte(types.memoryAddress() + i);
      if (type < 0 || children[type] < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether each offset of a dense union, its types being checked, hits a value of its child. */
  static boolean offsets(ArrowBuf types, ArrowBuf offsets, FieldVector vector) {
    int[] children = childById(vector);
    List<FieldVector> vectors = vector.getChildrenFromFields();
    for (int i = 0; i < vector.getValueCount(); i++) {
      int child = children[MemoryUtil.getByte(types.memoryAddress() + i)];
      int offset = MemoryUtil.getInt(offsets.memoryAddress() + (long) i * Integer.BYTES);
      if (offset < 0 || offset >= vectors.get(child).getValueCount()) {
        return false;
      }
    }
    return true;
  }

  private static int[] childById(FieldVector vector) {
    int[] children = new int[Byte.MAX_VALUE + 1];
    Arrays.fill(children, -1);
    int[] ids = ((ArrowType.Union) vector.getField().getType()).getTypeIds();
    int size = vector.getChildrenFromFields().size();
    for (int i = 0; i < size; i++) {
      int id = ids == null || i >= ids.length ? i : ids[i];
      if (id < 0 || id >= children.length) {
        throw IpcErrors.invalid("A union numbers its types beyond 0 to %d.", Byte.MAX_VALUE);
      }
      children[id] = i;
    }
    return children;
  }
}
