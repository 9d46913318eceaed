package dev.vane.flight.ipc;

import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;

/**
 * Checks what a loaded batch's buffers say: offsets rise and stay inside, indices hit, text is
 * UTF-8. Native code trusts these and reads other people's memory, or dies, when they lie. {@link
 * LayoutCheck} has checked before that every buffer is long enough to be read here without bounds
 * checks; the loops are over plain memory and cost a small part of what the copy from the network
 * costs.
 */
final class ContentCheck {
  private final DictionaryProvider dictionaries;

  ContentCheck(DictionaryProvider dictionaries) {
    this.dictionaries = dictionaries;
  }

  /**
   * @throws VaneException IPC_INVALID
   */
  void check(FieldVector vector) {
    if (vector.getField().getDictionary() != null) {
      indices(vector, vector.getField().getDictionary());
    }
    if (vector.getValueCount() > 0) {
      values(vector);
    }
    for (FieldVector child : vector.getChildrenFromFields()) {
      check(child);
    }
  }

  private static void values(FieldVector vector) {
    int count = vector.getValueCount();
    if (vector instanceof BaseVariableWidthVector variable) {
      require(
          Offsets.rise32(variable.getOffsetBuffer(), count, variable.getDataBuffer().capacity()),
          vector);
      requireText(vector, TextCheck.offsets32(vector));
    } else if (vector instanceof BaseLargeVariableWidthVector variable) {
      require(
          Offsets.rise64(variable.getOffsetBuffer(), count, variable.getDataBuffer().capacity()),
          vector);
      requireText(vector, TextCheck.offsets64(vector));
    } else if (vector instanceof BaseVariableWidthViewVector view) {
      require(Views.inside(view), vector);
      requireText(vector, TextCheck.views(view));
    } else if (vector instanceof ListVector list) {
      require(
          Offsets.rise32(list.getOffsetBuffer(), count, list.getDataVector().getValueCount()),
          vector);
    } else if (vector instanceof LargeListVector list) {
      require(
          Offsets.rise64(list.getOffsetBuffer(), count, list.getDataVector().getValueCount()),
          vector);
    } else if (vector instanceof ListViewVector list) {
      require(
          Offsets.inside32(
              list.getOffsetBuffer(),
              list.getSizeBuffer(),
              count,
              list.getDataVector().getValueCount()),
          vector);
    } else if (vector instanceof LargeListViewVector list) {
      require(
          Offsets.inside64(
              list.getOffsetBuffer(),
              list.getSizeBuffer(),
              count,
              list.getDataVector().getValueCount()),
          vector);
    } else if (vector instanceof UnionVector union) {
      require(UnionCheck.types(union.getTypeBuffer(), vector), vector);
    } else if (vector instanceof DenseUnionVector union) {
      require(
          UnionCheck.types(union.getTypeBuffer(), vector)
              && UnionCheck.offsets(union.getTypeBuffer(), union.getOffsetBuffer(), vector),
          vector);
    } else if (vector instanceof RunEndEncodedVector) {
      require(RunEndCheck.rise(vector), vector);
    }
  }

  private void indices(FieldVector vector, DictionaryEncoding encoding) {
    Dictionary dictionary = dictionaries.lookup(encoding.getId());
    if (dictionary == null || !(vector instanceof BaseIntVector indices)) {
      throw IpcErrors.invalid(
          "Column %s refers to dictionary %d, which the schema does not define.",
          Names.quoted(vector.getName()), encoding.getId());
    }
    long size = dictionary.getVector().getValueCount();
    for (int i = 0; i < vector.getValueCount(); i++) {
      if (!vector.isNull(i)) {
        long index = indices.getValueAsLong(i);
        if (index < 0 || index >= size) {
          throw IpcErrors.invalid(
              "Column %s refers to value %d of dictionary %d, of which %,d values were sent.",
              Names.quoted(vector.getName()), index, encoding.getId(), size);
        }
      }
    }
  }

  private static void require(boolean valid, FieldVector vector) {
    if (!valid) {
      throw IpcErrors.invalid(
          "The values of field %s of type %s point outside of their buffers.",
          Names.quoted(vector.getName()), vector.getField().getType());
    }
  }

  private static void requireText(FieldVector vector, boolean valid) {
    if (!valid) {
      throw IpcErrors.invalid(
          "Column %s of type %s holds bytes that are not UTF-8.",
          Names.quoted(vector.getName()), vector.getField().getType());
    }
  }

  /** Whether the vector's bytes have to be text. */
  static boolean isText(FieldVector vector) {
    ArrowType type = vector.getField().getType();
    return type instanceof ArrowType.Utf8
        || type instanceof ArrowType.LargeUtf8
        || type instanceof ArrowType.Utf8View;
  }

  /** Whether value i is there, by a validity buffer that may be left out. */
  static boolean isPresent(ArrowBuf validity, int i) {
    return validity.capacity() == 0
        || (MemoryUtil.getByte(validity.memoryAddress() + (i >> 3)) >> (i & 7) & 1) != 0;
  }
}
