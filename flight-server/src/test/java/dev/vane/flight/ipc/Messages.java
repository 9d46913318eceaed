package dev.vane.flight.ipc;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/** FlightData as a client's library writes it, for tests to send or to damage. */
public final class Messages {
  private Messages() {}

  public static FlightData schema(Schema schema) {
    return FlightData.newBuilder()
        .setDataHeader(bytes(MessageSerializer.serializeMetadata(schema, IpcOption.DEFAULT)))
        .build();
  }

  public static FlightData batch(VectorSchemaRoot root) {
    return batch(root, CodecType.NO_COMPRESSION);
  }

  public static FlightData batch(VectorSchemaRoot root, CodecType type) {
    CompressionCodec codec =
        type == CodecType.NO_COMPRESSION
            ? NoCompressionCodec.INSTANCE
            : CommonsCompressionFactory.INSTANCE.createCodec(type);
    try (ArrowRecordBatch batch = new VectorUnloader(root, true, codec, true).getRecordBatch()) {
      return FlightData.newBuilder()
          .setDataHeader(bytes(MessageSerializer.serializeMetadata(batch, IpcOption.DEFAULT)))
          .setDataBody(body(batch))
          .build();
    }
  }

  public static FlightData dictionary(Dictionary dictionary, boolean delta) {
    FieldVector vector = dictionary.getVector();
    // Not closed: the vector stays its owner's.
    VectorSchemaRoot root = new VectorSchemaRoot(List.of(vector));
    root.setRowCount(vector.getValueCount());
    ArrowRecordBatch values = new VectorUnloader(root).getRecordBatch();
    try (ArrowDictionaryBatch batch =
        new ArrowDictionaryBatch(dictionary.getEncoding().getId(), values, delta)) {
      return FlightData.newBuilder()
          .setDataHeader(bytes(MessageSerializer.serializeMetadata(batch, IpcOption.DEFAULT)))
          .setDataBody(body(values))
          .build();
    }
  }

  /** As the server's reader cuts it. */
  static FlightMessage parsed(FlightData data, BufferAllocator allocator) {
    return parsed(data.toByteArray(), allocator);
  }

  static FlightMessage parsed(byte[] bytes, BufferAllocator allocator) {
    return new FlightMessageMarshaller(allocator, 1 << 24).parse(new ByteArrayInputStream(bytes));
  }

  private static ByteString body(ArrowRecordBatch batch) {
    List<ByteString> pieces = new ArrayList<>();
    for (ArrowBuf buffer : batch.getBuffers()) {
      ByteString piece = ByteString.copyFrom(buffer.nioBuffer(0, (int) buffer.readableBytes()));
      pieces.add(piece);
      pieces.add(ByteString.copyFrom(new byte[(8 - piece.size() % 8) % 8]));
    }
    return ByteString.copyFrom(pieces);
  }

  private static ByteString bytes(ByteBuffer buffer) {
    return ByteString.copyFrom(buffer.slice());
  }
}
