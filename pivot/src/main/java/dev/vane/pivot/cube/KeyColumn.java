package dev.vane.pivot.cube;

import java.util.Arrays;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * One key of a cube: its different values, each once, and the number of its value in each row. NULL
 * is a value. Immutable once read; owns the vector of values.
 */
public final class KeyColumn implements AutoCloseable {
  /** The key is rolled up. */
  public static final int ALL = -1;

  private final FieldVector values;
  private final int[] codes;
  private final int[] ranks;
  private final int nullCode;
  private final int othersCode;

  private KeyColumn(FieldVector values, int[] codes, int nullCode, int othersCode) {
    this.values = values;
    this.codes = codes;
    this.nullCode = nullCode;
    this.othersCode = othersCode;
    this.ranks = ranks(values);
  }

  /** The values by their codes; NULL among them. */
  public FieldVector values() {
    return values;
  }

  /** The code in a row of the cube, or {@link #ALL}. */
  public int code(int row) {
    return codes[row];
  }

  /** The code of NULL, or -1 where there is none. */
  public int nullCode() {
    return nullCode;
  }

  /**
   * The code of the members that were not chosen, all in one, or -1 where there are none. Its value
   * is NULL too.
   */
  public int othersCode() {
    return othersCode;
  }

  /** The place of a value that is not NULL among the values, ascending. */
  public int rank(int code) {
    return ranks[code];
  }

  /** How many values there are. */
  public int size() {
    return ranks.length;
  }

  long bytes() {
    return Vectors.bytes(values) + (long) Integer.BYTES * (codes.length + ranks.length);
  }

  private static int[] ranks(FieldVector values) {
    int[] sorted = new int[values.getValueCount()];
    Arrays.setAll(sorted, index -> index);
    IndexOrder order = VectorOrder.of(values);
    IndexSort.sort(
        sorted,
        0,
        sorted.length,
        (left, right) ->
            values.isNull(left) || values.isNull(right)
                ? Boolean.compare(values.isNull(left), values.isNull(right))
                : order.compare(left, right));
    int[] ranks = new int[sorted.length];
    for (int rank = 0; rank < sorted.length; rank++) {
      ranks[sorted[rank]] = rank;
    }
    return ranks;
  }

  @Override
  public void close() {
    values.close();
  }

  /** Collects a key from batches. */
  static final class Reader implements AutoCloseable {
    private final FieldVector values;
    private final KeyCodes known;
    private final IntList codes = new IntList();
    private final IntList codeOfValue = new IntList();
    private int nullCode = -1;
    private int othersCode = -1;
    private int size;

    Reader(Field field, BufferAllocator allocator) {
      values = field.createVector(allocator);
      Vectors.allocateSmall(values);
      known = KeyCodes.of(values);
    }

    /**
     * Adds a value of each row.
     *
     * @param rolledUp for each row whether the key is rolled up
     * @param others for each row whether it stands for the members that were not chosen
     */
    void add(FieldVector vector, int count, boolean[] rolledUp, boolean[] others) {
      for (int row = 0; row < count; row++) {
        if (rolledUp[row]) {
          codes.add(ALL);
        } else if (others[row]) {
          codes.add(codeOfOthers());
        } else {
          codes.add(vector.isNull(row) ? codeOfNull() : code(vector, row));
        }
      }
    }

    private int codeOfOthers() {
      if (othersCode < 0) {
        othersCode = size++;
      }
      return othersCode;
    }

    private int codeOfNull() {
      if (nullCode < 0) {
        nullCode = size++;
      }
      return nullCode;
    }

    private int code(FieldVector vector, int row) {
      int number = known.code(vector, row);
      if (number == codeOfValue.size()) {
        codeOfValue.add(size);
        values.copyFromSafe(row, size, vector);
        size++;
      }
      return codeOfValue.get(number);
    }

    long bytes() {
      return Vectors.bytes(values) + (long) Integer.BYTES * (codes.size() + 2L * size);
    }

    int size() {
      return size;
    }

    KeyColumn finish() {
      values.setValueCount(size);
      return new KeyColumn(values, codes.toArray(), nullCode, othersCode);
    }

    @Override
    public void close() {
      values.close();
    }
  }
}
