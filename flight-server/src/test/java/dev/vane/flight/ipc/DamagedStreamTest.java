package dev.vane.flight.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import com.google.protobuf.ByteString;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DamagedStreamTest {
  private static final long MESSAGE_SIZE = 1 << 22;

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void nothingLeaked() {
    allocator.close();
  }

  /**
   * Bytes turned at random, anywhere: each message is either read or refused with a code of the
   * caller's, and no buffer stays. The seed is fixed, so that a failure comes again.
   */
  @Test
  void damageIsReadOrRefusedAndNeverEscapes() {
    Set<ErrorCode> allowed =
        Set.of(
            ErrorCode.IPC_INVALID,
            ErrorCode.IPC_TRUNCATED,
            ErrorCode.SCHEMA_INVALID,
            ErrorCode.TYPE_UNSUPPORTED,
            ErrorCode.LIMIT_MESSAGE_SIZE,
            // A size within the limit, for which the tests' JVM has no room at this moment.
            ErrorCode.LIMIT_MEMORY);
    Random random = new Random(20_261_121);
    try (VectorSchemaRoot root = SampleVectors.create(allocator, 20)) {
      byte[] schema = Messages.schema(root.getSchema()).toByteArray();
      List<byte[]> batches =
          List.of(
              Messages.batch(root).toByteArray(),
              Messages.batch(root, CodecType.ZSTD).toByteArray(),
              Messages.batch(root, CodecType.LZ4_FRAME).toByteArray());
      int refused = 0;
      for (int round = 0; round < 6_000; round++) {
        byte[] first = round % 3 == 0 ? damaged(schema, random) : schema;
        byte[] second = damaged(batches.get(round % batches.size()), random);
        try (StreamDecoder decoder = new StreamDecoder(allocator, MESSAGE_SIZE)) {
          accept(decoder, first);
          accept(decoder, second);
        } catch (VaneException e) {
          assertThat(allowed).as("round %d: %s", round, e.text()).contains(e.code());
          refused++;
        }
      }
      assertThat(refused).isGreaterThan(1_000);
    }
  }

  @Test
  void offsetsThatPointOutsideAreRefused() {
    try (VarCharVector vector = text("one", "two")) {
      vector.getOffsetBuffer().setInt(4, 1_000_000);
      assertRefused(vector, ErrorCode.IPC_INVALID, "point outside");
    }
  }

  @Test
  void offsetsThatFallAreRefused() {
    try (VarCharVector vector = text("one", "two", "three")) {
      vector.getOffsetBuffer().setInt(4, 5);
      vector.getOffsetBuffer().setInt(8, 4);
      assertRefused(vector, ErrorCode.IPC_INVALID, "point outside");
    }
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    try (VarCharVector vector = text("one", "two")) {
      vector.getDataBuffer().setByte(1, 0xFF);
      assertRefused(vector, ErrorCode.IPC_INVALID, "UTF-8");
    }
  }

  @Test
  void nodeLongerThanItsBuffersIsRefused() {
    try (BigIntVector vector = new BigIntVector("n", allocator)) {
      vector.setSafe(0, 1);
      vector.setValueCount(1);
      FlightData batch = batchHeader(1_000_000, 1_000_000, 0, 8, null);
      assertThatThrownBy(() -> decode(schemaOf(vector), batch))
          .hasMessageContaining("need 8,000,000")
          .extracting("code")
          .isEqualTo(ErrorCode.IPC_INVALID);
    }
  }

  @Test
  void negativeAndHugeLengthsCostNothing() {
    Schema schema = longColumn();
    for (long length : new long[] {-1, Long.MIN_VALUE, Integer.MAX_VALUE, 1L << 40}) {
      assertThatThrownBy(() -> decode(schema, batchHeader(length, length, 0, 8, null)))
          .isInstanceOf(VaneException.class)
          .extracting("code")
          .isIn(ErrorCode.IPC_INVALID, ErrorCode.LIMIT_MESSAGE_SIZE);
    }
    assertThat(allocator.getPeakMemoryAllocation()).isLessThan(1 << 16);
  }

  @Test
  void unknownCompressionIsRefusedByNumber() {
    assertThatThrownBy(() -> decode(longColumn(), batchHeader(1, 1, 0, 8, new byte[] {17, 0})))
        .hasMessageContaining("codec 17")
        .extracting("code")
        .isEqualTo(ErrorCode.IPC_INVALID);
  }

  @Test
  void decompressionBombIsRefusedBeforeItIsUnpacked() {
    // The body is one word: the length that the buffer promises.
    FlightData bomb = batchHeader(1, 1, 0, 8, new byte[] {1, 0});
    FlightData promising =
        bomb.toBuilder()
            .setDataBody(ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 1, 0, 0}))
            .build();
    assertThatThrownBy(() -> decode(longColumn(), promising))
        .hasMessageContaining("limits.message_size")
        .extracting("code")
        .isEqualTo(ErrorCode.LIMIT_MESSAGE_SIZE);
    assertThat(allocator.getPeakMemoryAllocation()).isLessThan(1 << 16);
  }

  @Test
  void batchBeforeTheSchemaIsRefused() {
    assertThatThrownBy(() -> decode(batchHeader(1, 1, 0, 8, null)))
        .hasMessageContaining("does not begin with its schema");
  }

  @Test
  void secondSchemaIsRefused() {
    FlightData schema = Messages.schema(longColumn());
    assertThatThrownBy(() -> decode(schema, schema)).hasMessageContaining("second schema");
  }

  @Test
  void additionToADictionaryIsRefusedNamingTheRemedy() {
    DictionaryEncoding encoding = new DictionaryEncoding(3, false, new ArrowType.Int(32, true));
    try (VarCharVector values = text("a")) {
      FlightData delta = Messages.dictionary(new Dictionary(values, encoding), true);
      assertThatThrownBy(() -> decode(Messages.schema(dictionaryColumn(encoding)), delta))
          .hasMessageContaining("emit_dictionary_deltas=False")
          .extracting("code")
          .isEqualTo(ErrorCode.IPC_INVALID);
    }
  }

  @Test
  void dictionaryThatTheSchemaDoesNotDefineIsRefused() {
    DictionaryEncoding encoding = new DictionaryEncoding(3, false, new ArrowType.Int(32, true));
    try (VarCharVector values = text("a")) {
      FlightData stray = Messages.dictionary(new Dictionary(values, encoding), false);
      assertThatThrownBy(() -> decode(Messages.schema(longColumn()), stray))
          .hasMessageContaining("dictionary 3");
    }
  }

  @Test
  void indexBeyondItsDictionaryIsRefused() {
    DictionaryEncoding encoding = new DictionaryEncoding(3, false, new ArrowType.Int(32, true));
    try (VarCharVector values = text("a", "b");
        IntVector indices = new IntVector("colour", allocator)) {
      indices.setSafe(0, 2);
      indices.setValueCount(1);
      FlightData schema = Messages.schema(dictionaryColumn(encoding));
      FlightData batch = batchOf(indices);
      FlightData dictionary = Messages.dictionary(new Dictionary(values, encoding), false);
      assertThatThrownBy(() -> decode(schema, batch)).hasMessageContaining("0 values were sent");
      assertThatThrownBy(() -> decode(schema, dictionary, batch))
          .hasMessageContaining("value 2 of dictionary 3");
    }
  }

  @Test
  void bigEndianDataIsRefused() {
    assertThatThrownBy(() -> decode(schemaMessage(Endianness.Big, false)))
        .hasMessageContaining("big-endian");
  }

  @Test
  void schemaThatContainsItselfIsRefused() {
    assertThatThrownBy(() -> decode(schemaMessage(Endianness.Little, true)))
        .isInstanceOf(VaneException.class)
        .extracting("code")
        .isEqualTo(ErrorCode.IPC_INVALID);
  }

  @Test
  void typeThatLiesAboutItsWidthIsRefused() {
    Schema schema =
        new Schema(
            List.of(
                org.apache.arrow.vector.types.pojo.Field.nullable(
                    "t", new ArrowType.Time(TimeUnit.MICROSECOND, 32))));
    assertThatThrownBy(() -> decode(Messages.schema(schema), batchHeader(2, 2, 0, 8, null)))
        .isInstanceOf(VaneException.class)
        .extracting("code")
        .isEqualTo(ErrorCode.IPC_INVALID);
  }

  @Test
  void structThatRepeatsANameIsRefused() {
    org.apache.arrow.vector.types.pojo.Field child =
        org.apache.arrow.vector.types.pojo.Field.nullable("a", new ArrowType.Int(32, true));
    Schema schema =
        new Schema(
            List.of(
                new org.apache.arrow.vector.types.pojo.Field(
                    "s", FieldType.nullable(ArrowType.Struct.INSTANCE), List.of(child, child))));
    assertThatThrownBy(() -> decode(Messages.schema(schema)))
        .extracting("code")
        .isEqualTo(ErrorCode.SCHEMA_INVALID);
  }

  /** One column of eight bytes a value, in a body of eight bytes. */
  private static FlightData batchHeader(
      long rows, long nodeLength, long offset, long length, byte @Nullable [] codecAndMethod) {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int compression = 0;
    if (codecAndMethod != null) {
      compression =
          BodyCompression.createBodyCompression(builder, codecAndMethod[0], codecAndMethod[1]);
      assertThat(codecAndMethod[1]).isEqualTo(BodyCompressionMethod.BUFFER);
    }
    RecordBatch.startBuffersVector(builder, 2);
    org.apache.arrow.flatbuf.Buffer.createBuffer(builder, offset, length);
    org.apache.arrow.flatbuf.Buffer.createBuffer(builder, 0, 0);
    int buffers = builder.endVector();
    RecordBatch.startNodesVector(builder, 1);
    org.apache.arrow.flatbuf.FieldNode.createFieldNode(builder, nodeLength, 0);
    int nodes = builder.endVector();
    RecordBatch.startRecordBatch(builder);
    RecordBatch.addLength(builder, rows);
    RecordBatch.addNodes(builder, nodes);
    RecordBatch.addBuffers(builder, buffers);
    if (compression != 0) {
      RecordBatch.addCompression(builder, compression);
    }
    int batch = RecordBatch.endRecordBatch(builder);
    return FlightData.newBuilder()
        .setDataHeader(message(builder, MessageHeader.RecordBatch, batch))
        .setDataBody(ByteString.copyFrom(new byte[8]))
        .build();
  }

  private static FlightData schemaMessage(short endianness, boolean cyclic) {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int name = builder.createString("f");
    int noChildren = Field.createChildrenVector(builder, new int[] {});
    org.apache.arrow.flatbuf.Struct_.startStruct_(builder);
    int type = org.apache.arrow.flatbuf.Struct_.endStruct_(builder);
    int leaf =
        Field.createField(
            builder, name, true, org.apache.arrow.flatbuf.Type.Struct_, type, 0, noChildren, 0);
    int field = leaf;
    if (cyclic) {
      // Forty levels that each name the level below thirty times: 30^40 fields in a few kilobytes.
      for (int level = 0; level < 40; level++) {
        int[] twice = new int[30];
        java.util.Arrays.fill(twice, field);
        int children = Field.createChildrenVector(builder, twice);
        field =
            Field.createField(
                builder, name, true, org.apache.arrow.flatbuf.Type.Struct_, type, 0, children, 0);
      }
    }
    int fields = org.apache.arrow.flatbuf.Schema.createFieldsVector(builder, new int[] {field});
    int schema = org.apache.arrow.flatbuf.Schema.createSchema(builder, endianness, fields, 0, 0);
    return FlightData.newBuilder()
        .setDataHeader(message(builder, MessageHeader.Schema, schema))
        .build();
  }

  private static ByteString message(FlatBufferBuilder builder, byte type, int header) {
    Message.startMessage(builder);
    Message.addVersion(builder, MetadataVersion.V5);
    Message.addHeaderType(builder, type);
    Message.addHeader(builder, header);
    Message.addBodyLength(builder, 8);
    builder.finish(Message.endMessage(builder));
    return ByteString.copyFrom(builder.sizedByteArray());
  }

  private static Schema longColumn() {
    return new Schema(
        List.of(
            org.apache.arrow.vector.types.pojo.Field.nullable("n", new ArrowType.Int(64, true))));
  }

  private static Schema dictionaryColumn(DictionaryEncoding encoding) {
    return new Schema(
        List.of(
            new org.apache.arrow.vector.types.pojo.Field(
                "colour",
                new FieldType(true, ArrowType.Utf8.INSTANCE, encoding, Map.of()),
                List.of())));
  }

  private static Schema schemaOf(org.apache.arrow.vector.FieldVector vector) {
    return new Schema(List.of(vector.getField()));
  }

  private static FlightData batchOf(org.apache.arrow.vector.FieldVector vector) {
    VectorSchemaRoot root = new VectorSchemaRoot(List.of(vector));
    root.setRowCount(vector.getValueCount());
    return Messages.batch(root);
  }

  private VarCharVector text(String... values) {
    VarCharVector vector = new VarCharVector("text", allocator);
    for (int i = 0; i < values.length; i++) {
      vector.setSafe(i, values[i].getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    vector.setValueCount(values.length);
    return vector;
  }

  private void assertRefused(
      org.apache.arrow.vector.FieldVector vector, ErrorCode code, String text) {
    FlightData batch = batchOf(vector);
    assertThatThrownBy(() -> decode(schemaOf(vector), batch))
        .hasMessageContaining(text)
        .extracting("code")
        .isEqualTo(code);
  }

  private void decode(Schema schema, FlightData batch) {
    decode(Messages.schema(schema), batch);
  }

  private void decode(FlightData... messages) {
    try (StreamDecoder decoder = new StreamDecoder(allocator, MESSAGE_SIZE)) {
      for (FlightData message : messages) {
        accept(decoder, message.toByteArray());
      }
    }
  }

  private void accept(StreamDecoder decoder, byte[] bytes) {
    try (FlightMessage message = Messages.parsed(bytes, allocator)) {
      decoder.accept(message);
    }
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      // The header stands in front and is where damage is most interesting.
      int at = random.nextInt(random.nextBoolean() ? Math.min(copy.length, 2_000) : copy.length);
      copy[at] =
          (byte) (random.nextBoolean() ? random.nextInt() : copy[at] ^ 1 << random.nextInt(8));
    }
    return copy;
  }
}
