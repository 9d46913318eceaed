package dev.vane.flight.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.vane.flight.ipc.StreamDecoder.Content;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compare.VectorEqualsVisitor;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamDecoderTest {
  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void nothingLeaked() {
    allocator.close();
  }

  @ParameterizedTest
  @EnumSource(CodecType.class)
  void everyLayoutComesOutAsItWentIn(CodecType codec) {
    try (VectorSchemaRoot sent = SampleVectors.create(allocator, 1000);
        StreamDecoder decoder = new StreamDecoder(allocator, 1 << 24)) {
      assertThat(accept(decoder, Messages.schema(sent.getSchema()))).isEqualTo(Content.SCHEMA);
      assertThat(decoder.schema()).isEqualTo(sent.getSchema());
      assertThat(accept(decoder, Messages.batch(sent, codec))).isEqualTo(Content.BATCH);
      assertSame(decoder.batch(), sent);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 4096})
  void batchesOfAnyLengthFollowEachOther(int rows) {
    try (VectorSchemaRoot first = SampleVectors.create(allocator, 3);
        VectorSchemaRoot second = SampleVectors.create(allocator, rows);
        StreamDecoder decoder = new StreamDecoder(allocator, 1 << 24)) {
      accept(decoder, Messages.schema(first.getSchema()));
      accept(decoder, Messages.batch(first));
      accept(decoder, Messages.batch(second));
      assertSame(decoder.batch(), second);
    }
  }

  @Test
  void schemaWithoutColumnsKeepsItsRows() {
    Schema schema = new Schema(List.of());
    try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        StreamDecoder decoder = new StreamDecoder(allocator, 1 << 24)) {
      root.setRowCount(5);
      accept(decoder, Messages.schema(schema));
      accept(decoder, Messages.batch(root));
      assertThat(decoder.batch().getRowCount()).isEqualTo(5);
    }
  }

  @Test
  void messageOfOnlyMetadataIsPassedOver() {
    try (StreamDecoder decoder = new StreamDecoder(allocator, 1 << 24)) {
      FlightData message =
          FlightData.newBuilder().setAppMetadata(ByteString.copyFromUtf8("anything")).build();
      assertThat(accept(decoder, message)).isEqualTo(Content.NOTHING);
    }
  }

  @Test
  void laterDictionaryReplacesTheFirst() {
    DictionaryEncoding encoding = new DictionaryEncoding(7, false, new ArrowType.Int(32, true));
    Field field =
        new Field(
            "colour", new FieldType(true, ArrowType.Utf8.INSTANCE, encoding, Map.of()), List.of());
    try (VarCharVector first = text("red", "green");
        VarCharVector second = text("blue", "white", "black");
        StreamDecoder decoder = new StreamDecoder(allocator, 1 << 24)) {
      accept(decoder, Messages.schema(new Schema(List.of(field))));
      assertThat(decoder.schema().getFields().get(0).getType()).isEqualTo(ArrowType.Utf8.INSTANCE);
      accept(decoder, Messages.dictionary(new Dictionary(first, encoding), false));
      accept(decoder, indices(1, 0));
      assertThat(decoded(decoder)).containsExactly("green", "red");
      accept(decoder, Messages.dictionary(new Dictionary(second, encoding), false));
      accept(decoder, indices(2, 1));
      assertThat(decoded(decoder)).containsExactly("black", "white");
    }
  }

  private List<String> decoded(StreamDecoder decoder) {
    try (VarCharVector values =
        (VarCharVector)
            DictionaryEncoder.decode(
                decoder.batch().getVector(0), decoder.dictionaries().lookup(7L))) {
      return List.of(values.getObject(0).toString(), values.getObject(1).toString());
    }
  }

  private FlightData indices(int... values) {
    try (IntVector vector = new IntVector("colour", allocator)) {
      for (int i = 0; i < values.length; i++) {
        vector.setSafe(i, values[i]);
      }
      vector.setValueCount(values.length);
      VectorSchemaRoot root = new VectorSchemaRoot(List.of(vector));
      root.setRowCount(values.length);
      return Messages.batch(root);
    }
  }

  private VarCharVector text(String... values) {
    VarCharVector vector = new VarCharVector("values", allocator);
    for (int i = 0; i < values.length; i++) {
      vector.setSafe(i, values[i].getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    vector.setValueCount(values.length);
    return vector;
  }

  private Content accept(StreamDecoder decoder, FlightData data) {
    try (FlightMessage message = Messages.parsed(data, allocator)) {
      return decoder.accept(message);
    }
  }

  private static void assertSame(VectorSchemaRoot actual, VectorSchemaRoot expected) {
    assertThat(actual.getRowCount()).isEqualTo(expected.getRowCount());
    for (int i = 0; i < expected.getFieldVectors().size(); i++) {
      assertThat(VectorEqualsVisitor.vectorEquals(actual.getVector(i), expected.getVector(i)))
          .as(expected.getVector(i).getName())
          .isTrue();
    }
  }
}
