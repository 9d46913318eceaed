package dev.vane.flight.ipc;

import dev.vane.spi.Names;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BufferLayout;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Holds a batch's header to its schema before anything is loaded: each field has its node and its
 * buffers, none left over, and each buffer is long enough for the values that the node counts.
 * Behind this check vectors may be read, here and in native code, up to their length.
 */
final class LayoutCheck {
  private static final int VIEW_BYTES = 16;

  private final Iterator<ArrowFieldNode> nodes;
  private final Iterator<BatchHeader.Extent> buffers;
  private final Iterator<Long> variadicCounts;
  private final long limit;
  private long plainBytes;
  private long madeBytes;

  private LayoutCheck(BatchHeader header, long limit) {
    this.nodes = header.nodes().iterator();
    this.buffers = header.buffers().iterator();
    this.variadicCounts = header.variadicCounts().iterator();
    this.limit = limit;
  }

  /**
   * @param vectors that the batch will be loaded into
   * @param limit most bytes of the batch once loaded
   * @throws dev.vane.spi.VaneException IPC_INVALID or LIMIT_MESSAGE_SIZE
   */
  static void check(BatchHeader header, List<FieldVector> vectors, long limit) {
    LayoutCheck check = new LayoutCheck(header, limit);
    for (FieldVector vector : vectors) {
      int length = check.field(vector, header.rows());
      if (length != header.rows()) {
        throw IpcErrors.invalid(
            "Column %s has %,d values in a batch of %,d rows.",
            Names.quoted(vector.getName()), length, header.rows());
      }
    }
    if (check.buffers.hasNext() || check.variadicCounts.hasNext()) {
      throw IpcErrors.invalid("A batch has more buffers than its columns have use for.");
    }
  }

  /** Nodes that a batch of these columns has. */
  static int countNodes(List<FieldVector> vectors) {
    int count = vectors.size();
    for (FieldVector vector : vectors) {
      count += countNodes(vector.getChildrenFromFields());
    }
    return count;
  }

  private int field(FieldVector vector, long minimumLength) {
    Field field = vector.getField();
    ArrowFieldNode node = nodes.next();
    if (node.getLength() < minimumLength) {
      throw IpcErrors.invalid(
          "Field %s has %,d values, and what holds it needs %,d.",
          Names.quoted(field.getName()), node.getLength(), minimumLength);
    }
    for (BufferLayout layout : TypeLayout.getTypeLayout(field.getType()).getBufferLayouts()) {
      buffer(vector, field, node, layout);
    }
    if (isView(field.getType())) {
      if (!variadicCounts.hasNext()) {
        throw IpcErrors.invalid(
            "View column %s does not say how many data buffers it has.",
            Names.quoted(field.getName()));
      }
      for (long i = variadicCounts.next(); i > 0; i--) {
        nextBuffer(field);
      }
    }
    long childLength = childLength(field.getType(), node.getLength());
    for (FieldVector child : vector.getChildrenFromFields()) {
      field(child, childLength);
    }
    return node.getLength();
  }

  private void buffer(FieldVector vector, Field field, ArrowFieldNode node, BufferLayout layout) {
    long length = nextBuffer(field);
    long values = node.getLength();
    long needed =
        switch (layout.getType()) {
          case VALIDITY -> bytes(values, 1);
          // The writers of empty columns leave out even the one offset that the format asks for.
          case OFFSET ->
              values == 0 || offsetsPerValue(field.getType())
                  ? bytes(values, layout.getTypeBitWidth())
                  : bytes(values + 1, layout.getTypeBitWidth());
          case TYPE -> values;
          case VIEWS -> values * VIEW_BYTES;
          case SIZE -> bytes(values, layout.getTypeBitWidth());
          case DATA -> dataBytes(vector, values, layout);
          case VARIADIC_DATA_BUFFERS -> 0;
        };
    if (length == 0
        && layout.getType() == BufferLayout.BufferType.VALIDITY
        && (node.getNullCount() == 0 || node.getNullCount() == values)) {
      // The loader makes the bits that were left out.
      madeBytes = grow(madeBytes, needed);
      return;
    }
    if (length < needed) {
      throw IpcErrors.invalid(
          "The %s buffer of field %s has %,d bytes, and its %,d values need %,d.",
          layout.getType(), Names.quoted(field.getName()), length, values, needed);
    }
  }

  private long nextBuffer(Field field) {
    if (!buffers.hasNext()) {
      throw IpcErrors.invalid(
          "A batch has no buffers left for field %s.", Names.quoted(field.getName()));
    }
    long length = buffers.next().plainLength();
    plainBytes = grow(plainBytes, length);
    return length;
  }

  private long grow(long bytes, long more) {
    if (more > limit - bytes) {
      long sum = bytes + Math.min(more, Long.MAX_VALUE - bytes);
      throw IpcErrors.tooLarge("A batch, decompressed,", sum, limit);
    }
    return bytes + more;
  }

  /** By the vector's own width too: a type may claim another one than it is stored with. */
  private static long dataBytes(FieldVector vector, long values, BufferLayout layout) {
    return vector instanceof BaseFixedWidthVector fixed
        ? Math.max(bytes(values, layout.getTypeBitWidth()), values * fixed.getTypeWidth())
        : 0;
  }

  private static long bytes(long values, int bits) {
    return (values * bits + 7) / 8;
  }

  private static long childLength(ArrowType type, long length) {
    if (type instanceof ArrowType.Struct) {
      return length;
    }
    if (type instanceof ArrowType.FixedSizeList list) {
      return length * list.getListSize();
    }
    if (type instanceof ArrowType.Union union) {
      return union.getMode() == UnionMode.Sparse ? length : 0;
    }
    return 0;
  }

  private static boolean isView(ArrowType type) {
    return type instanceof ArrowType.Utf8View || type instanceof ArrowType.BinaryView;
  }

  private static boolean offsetsPerValue(ArrowType type) {
    return type instanceof ArrowType.Union
        || type instanceof ArrowType.ListView
        || type instanceof ArrowType.LargeListView;
  }
}
