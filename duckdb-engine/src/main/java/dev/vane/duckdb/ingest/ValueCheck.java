package dev.vane.duckdb.ingest;

import java.util.List;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Refuses values that their columns cannot hold, before a batch is taken. The schema decides for
 * all types but two: a {@code date64} may have a time of day, which a date would lose, and a
 * timestamp in seconds or milliseconds may lie beyond what microseconds can count. Both are used
 * for ordinary dates far more often, so it is the value that is refused and not the type.
 */
public enum ValueCheck {
  /** For tables that keep timestamps without zone in their own unit. */
  INSTANTS_IN_MICROSECONDS {
    @Override
    boolean isWidened(ArrowType.Timestamp type) {
      return type.getTimezone() != null && !type.getTimezone().isEmpty();
    }
  },
  /** For tables that keep every timestamp in microseconds. */
  TIMESTAMPS_IN_MICROSECONDS {
    @Override
    boolean isWidened(ArrowType.Timestamp type) {
      return true;
    }
  };

  private static final long MILLISECONDS_PER_DAY = 86_400_000L;

  /** Whether a timestamp in a larger unit becomes one in microseconds. */
  abstract boolean isWidened(ArrowType.Timestamp type);

  /**
   * Looks at every value that could be refused; batches without such types cost nothing.
   *
   * @throws dev.vane.spi.VaneException VALUE_REFUSED with the column and the row
   */
  void require(VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    for (FieldVector vector : batch.getFieldVectors()) {
      if (vector.getField().getDictionary() != null) {
        requireDictionary(vector, dictionaries);
      } else if (isOfInterest(vector.getField())) {
        for (int row = 0; row < batch.getRowCount(); row++) {
          require(vector, row, vector.getField(), row);
        }
      }
    }
  }

  /** A dictionary's values are told by their place in it. */
  private void requireDictionary(FieldVector column, DictionaryProvider dictionaries) {
    Dictionary dictionary = dictionaries.lookup(column.getField().getDictionary().getId());
    if (dictionary == null || !isOfInterest(dictionary.getVector().getField())) {
      return;
    }
    FieldVector values = dictionary.getVector();
    for (int index = 0; index < values.getValueCount(); index++) {
      require(values, index, column.getField(), index);
    }
  }

  private boolean isOfInterest(Field field) {
    ArrowType type = field.getType();
    return isDate(type)
        || factor(type) > 1
        || field.getChildren().stream().anyMatch(this::isOfInterest);
  }

  private static boolean isDate(ArrowType type) {
    return type instanceof ArrowType.Date date && date.getUnit() == DateUnit.MILLISECOND;
  }

  /** Microseconds in a unit of the type, where it is widened to them. */
  private long factor(ArrowType type) {
    if (!(type instanceof ArrowType.Timestamp timestamp) || !isWidened(timestamp)) {
      return 1;
    }
    return timestamp.getUnit() == TimeUnit.SECOND
        ? 1_000_000
        : timestamp.getUnit() == TimeUnit.MILLISECOND ? 1_000 : 1;
  }

  /** What is below a NULL is nobody's value and may be anything. */
  private void require(FieldVector vector, int index, Field column, int row) {
    if (vector.isNull(index)) {
      return;
    }
    if (vector instanceof DateMilliVector dates) {
      requireDate(dates.get(index), column, row);
    } else if (vector instanceof TimeStampVector times) {
      requireTimestamp(times.get(index), factor(vector.getField().getType()), column, row);
    } else if (vector instanceof StructVector struct) {
      for (FieldVector child : struct.getChildrenFromFields()) {
        require(child, index, column, row);
      }
    } else {
      requireElements(vector, index, column, row);
    }
  }

  private void requireElements(FieldVector vector, int index, Field column, int row) {
    List<FieldVector> children = vector.getChildrenFromFields();
    if (children.size() != 1 || !isOfInterest(children.get(0).getField())) {
      return;
    }
    int start = 0;
    int end = 0;
    if (vector instanceof ListVector list) {
      start = list.getElementStartIndex(index);
      end = list.getElementEndIndex(index);
    } else if (vector instanceof LargeListVector list) {
      start = Math.toIntExact(list.getElementStartIndex(index));
      end = Math.toIntExact(list.getElementEndIndex(index));
    } else if (vector instanceof FixedSizeListVector list) {
      start = list.getElementStartIndex(index);
      end = list.getElementEndIndex(index);
    }
    for (int element = start; element < end; element++) {
      require(children.get(0), element, column, row);
    }
  }

  private static void requireDate(long value, Field column, int row) {
    if (value % MILLISECONDS_PER_DAY != 0
        || Math.abs(value / MILLISECONDS_PER_DAY) >= Integer.MAX_VALUE) {
      throw BatchErrors.partOfDay(column, row);
    }
  }

  private static void requireTimestamp(long value, long factor, Field column, int row) {
    if (value > Long.MAX_VALUE / factor || value < Long.MIN_VALUE / factor) {
      throw BatchErrors.beyondMicroseconds(column, row);
    }
  }
}
