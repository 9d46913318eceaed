package dev.vane.gateway.statement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.jspecify.annotations.Nullable;

/** The values of parameters as a client sends them: a column for each, a row for each execution. */
public final class ParameterRows {
  private ParameterRows() {}

  /**
   * The rows of a batch, as the engine takes values.
   *
   * @throws dev.vane.spi.VaneException TYPE_UNSUPPORTED or VALUE_REFUSED, naming the column
   */
  public static List<List<@Nullable Object>> read(
      VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    List<List<@Nullable Object>> rows = new ArrayList<>(batch.getRowCount());
    for (int row = 0; row < batch.getRowCount(); row++) {
      List<@Nullable Object> values = new ArrayList<>(batch.getFieldVectors().size());
      for (FieldVector vector : batch.getFieldVectors()) {
        values.add(value(vector, row, dictionaries));
      }
      rows.add(Collections.unmodifiableList(values));
    }
    return rows;
  }

  private static @Nullable Object value(
      FieldVector vector, int row, DictionaryProvider dictionaries) {
    if (vector.isNull(row)) {
      return ParameterValue.nullOf(vector.getField());
    }
    Dictionary dictionary =
        vector.getField().getDictionary() == null
            ? null
            : dictionaries.lookup(vector.getField().getDictionary().getId());
    if (dictionary == null) {
      return ParameterValue.of(vector, row);
    }
    int index = (int) ((BaseIntVector) vector).getValueAsLong(row);
    return dictionary.getVector().isNull(index)
        ? null
        : ParameterValue.of(dictionary.getVector(), index);
  }
}
