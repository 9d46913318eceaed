package dev.vane.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A reader's batches with dictionary columns replaced by their values.
 *
 * <p>Flight's Java client sends dictionaries once, at the start. A file may replace a dictionary
 * between batches, and then the codes of later batches would be read with the wrong values, without
 * an error. Values are always right; the gateway stores values anyway.
 *
 * <p>The reader stays the caller's. Not thread-safe.
 */
final class PlainBatches implements AutoCloseable {
  private final ArrowReader reader;
  private final VectorSchemaRoot source;
  private final Schema schema;
  private final List<FieldVector> decoded = new ArrayList<>();

  PlainBatches(ArrowReader reader) throws IOException {
    this.reader = reader;
    this.source = reader.getVectorSchemaRoot();
    this.schema = plainSchema();
  }

  /** The schema of the batches: the reader's, with value types for dictionary columns. */
  Schema schema() {
    return schema;
  }

  /** Where the reader's buffers come from, or the fallback if it has no columns. */
  BufferAllocator allocator(BufferAllocator fallback) {
    List<FieldVector> vectors = source.getFieldVectors();
    return vectors.isEmpty() ? fallback : vectors.get(0).getAllocator();
  }

  /** Reads the next batch; false at the end. */
  boolean next() throws IOException {
    releaseDecoded();
    return reader.loadNextBatch();
  }

  /** The current batch; good until {@link #next} or {@link #close}, and not to be closed. */
  VectorSchemaRoot batch() throws IOException {
    Map<Long, Dictionary> dictionaries = reader.getDictionaryVectors();
    List<FieldVector> columns = new ArrayList<>();
    for (FieldVector vector : source.getFieldVectors()) {
      if (vector.getField().getDictionary() == null) {
        columns.add(vector);
      } else {
        Dictionary dictionary = dictionaryOf(vector.getField(), dictionaries);
        FieldVector values =
            (FieldVector) DictionaryEncoder.decode(vector, dictionary, vector.getAllocator());
        decoded.add(values);
        columns.add(values);
      }
    }
    VectorSchemaRoot batch = new VectorSchemaRoot(schema.getFields(), columns);
    batch.setRowCount(source.getRowCount());
    return batch;
  }

  private Schema plainSchema() throws IOException {
    Map<Long, Dictionary> dictionaries = reader.getDictionaryVectors();
    List<Field> fields = new ArrayList<>();
    for (Field field : source.getSchema().getFields()) {
      fields.add(field.getDictionary() == null ? checked(field) : plainField(field, dictionaries));
    }
    return new Schema(fields, source.getSchema().getCustomMetadata());
  }

  private static Field plainField(Field field, Map<Long, Dictionary> dictionaries) {
    Field values = dictionaryOf(field, dictionaries).getVector().getField();
    return new Field(
        field.getName(),
        new FieldType(field.isNullable(), values.getType(), null, field.getMetadata()),
        values.getChildren());
  }

  private static Field checked(Field field) {
    if (hasDictionary(field.getChildren())) {
      throw VaneClientException.ofClient(
          VaneClientException.UNSUPPORTED,
          "The column '"
              + field.getName()
              + "' has a dictionary inside a nested type, which this client cannot send. Write the"
              + " values themselves there.",
          null);
    }
    return field;
  }

  /** Refuses a schema that has dictionary columns. */
  static void requirePlain(Schema schema) {
    if (hasDictionary(schema.getFields())) {
      throw VaneClientException.ofClient(
          VaneClientException.UNSUPPORTED,
          "The root has dictionary columns. Write their values, or write from an ArrowReader, which"
              + " is decoded on the way.",
          null);
    }
  }

  private static boolean hasDictionary(List<Field> fields) {
    return fields.stream()
        .anyMatch(field -> field.getDictionary() != null || hasDictionary(field.getChildren()));
  }

  private static Dictionary dictionaryOf(Field field, Map<Long, Dictionary> dictionaries) {
    Dictionary dictionary = dictionaries.get(field.getDictionary().getId());
    if (dictionary == null) {
      throw VaneClientException.ofClient(
          VaneClientException.UNSUPPORTED,
          "The column '" + field.getName() + "' names a dictionary that its source does not have.",
          null);
    }
    return dictionary;
  }

  private void releaseDecoded() {
    decoded.forEach(FieldVector::close);
    decoded.clear();
  }

  @Override
  public void close() {
    releaseDecoded();
  }
}
