package dev.vane.gateway.ingest;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A batch with its dictionary columns replaced by their values: a batch in the log has to be read
 * alone, and the same rows under another dictionary are the same content. Closing it leaves the
 * batch that it was made from as it was.
 */
final class PlainRows implements AutoCloseable {
  private final VectorSchemaRoot rows;
  private final List<FieldVector> decoded;

  private PlainRows(VectorSchemaRoot rows, List<FieldVector> decoded) {
    this.rows = rows;
    this.decoded = decoded;
  }

  /**
   * The schema of such rows.
   *
   * @throws VaneException {@link ErrorCode#OPTION_UNSUPPORTED} for a dictionary in a nested column
   */
  static Schema schema(Schema schema) {
    return new Schema(
        schema.getFields().stream().map(PlainRows::plain).toList(), schema.getCustomMetadata());
  }

  private static Field plain(Field field) {
    if (hasDictionary(field.getChildren())) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "Column %s has a dictionary inside a nested type, which is not offered with producer, request_id or ack batch. Send the values themselves there."
              .formatted(Names.quoted(field.getName())));
    }
    return field.getDictionary() == null
        ? field
        : new Field(
            field.getName(),
            new FieldType(field.isNullable(), field.getType(), null, field.getMetadata()),
            field.getChildren());
  }

  private static boolean hasDictionary(List<Field> fields) {
    return fields.stream()
        .anyMatch(field -> field.getDictionary() != null || hasDictionary(field.getChildren()));
  }

  static PlainRows of(VectorSchemaRoot batch, DictionaryProvider dictionaries, Schema schema) {
    List<FieldVector> decoded = new ArrayList<>();
    List<FieldVector> columns = new ArrayList<>();
    boolean done = false;
    try {
      for (FieldVector vector : batch.getFieldVectors()) {
        if (vector.getField().getDictionary() == null) {
          columns.add(vector);
        } else {
          FieldVector values = decode(vector, dictionaries);
          decoded.add(values);
          columns.add(values);
        }
      }
      PlainRows rows =
          new PlainRows(
              decoded.isEmpty()
                  ? batch
                  : new VectorSchemaRoot(schema.getFields(), columns, batch.getRowCount()),
              decoded);
      done = true;
      return rows;
    } finally {
      if (!done) {
        decoded.forEach(FieldVector::close);
      }
    }
  }

  private static FieldVector decode(FieldVector vector, DictionaryProvider dictionaries) {
    Dictionary dictionary = dictionaries.lookup(vector.getField().getDictionary().getId());
    if (dictionary == null) {
      throw new VaneException(
          ErrorCode.IPC_INVALID,
          "Column %s refers to a dictionary that the stream did not send before the batch."
              .formatted(Names.quoted(vector.getName())));
    }
    return (FieldVector) DictionaryEncoder.decode(vector, dictionary, vector.getAllocator());
  }

  VectorSchemaRoot rows() {
    return rows;
  }

  @Override
  public void close() {
    decoded.forEach(FieldVector::close);
  }
}
