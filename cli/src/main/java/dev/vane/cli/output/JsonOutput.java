package dev.vane.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * An array with one object a row, one row a line. Numbers are exact; NaN and the infinities are
 * texts; bytes are base64; dates and times are ISO 8601.
 */
final class JsonOutput implements RowOutput {
  private final OutputStream out;

  JsonOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void print(RowSource rows) throws IOException {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();
    String separator = "[\n";
    while (rows.next()) {
      VectorSchemaRoot batch = rows.root();
      for (int row = 0; row < batch.getRowCount(); row++) {
        out.write(separator.getBytes(StandardCharsets.UTF_8));
        try (JsonGenerator json = factory.createGenerator(out)) {
          writeRow(json, batch, row);
        }
        separator = ",\n";
      }
    }
    out.write((separator.equals("[\n") ? "[]\n" : "\n]\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static void writeRow(JsonGenerator json, VectorSchemaRoot batch, int row)
      throws IOException {
    json.writeStartObject();
    for (FieldVector vector : batch.getFieldVectors()) {
      json.writeFieldName(vector.getName());
      write(json, Values.of(vector, row));
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Number number) {
      writeNumber(json, number);
    } else if (value instanceof byte[] bytes) {
      json.writeBinary(bytes);
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        write(json, element);
      }
      json.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        write(json, entry.getValue());
      }
      json.writeEndObject();
    } else {
      json.writeString(value.toString());
    }
  }

  private static void writeNumber(JsonGenerator json, Number number) throws IOException {
    if (number instanceof BigDecimal decimal) {
      json.writeNumber(decimal);
    } else if (number instanceof BigInteger integer) {
      json.writeNumber(integer);
    } else if (number instanceof Double || number instanceof Float) {
      double value = number.doubleValue();
      if (Double.isFinite(value)) {
        json.writeNumber(number.toString());
      } else {
        json.writeString(number.toString());
      }
    } else {
      json.writeNumber(number.longValue());
    }
  }
}
