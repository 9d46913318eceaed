package dev.vane.gateway.apply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.ArrowBuffer;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A batch as one run of bytes, which needs nothing else to be read: its head, its schema and its
 * rows as Arrow's own messages (Arrow columnar format, "Serialization and Interprocess
 * Communication"). The schema is in each, so that any segment of the log may go.
 */
final class EntryCodec {
  private EntryCodec() {}

  /** An entry in one buffer, which whoever has this owns. */
  record Entry(EntryHead head, ArrowBuf bytes) {
    ByteBuffer payload() {
      return bytes.nioBuffer(0, (int) bytes.writerIndex());
    }
  }

  /** The entry of a batch. */
  static Entry encode(
      BufferAllocator allocator, BatchLabel label, byte[] schema, VectorSchemaRoot batch) {
    try (ArrowRecordBatch message = new VectorUnloader(batch).getRecordBatch()) {
      ByteBuffer metadata = MessageSerializer.serializeMetadata(message, IpcOption.DEFAULT);
      EntryHead head =
          head(
              label,
              batch.getRowCount(),
              true,
              schema.length,
              metadata.remaining(),
              Math.toIntExact(message.computeBodyLength()));
      byte[] headBytes = head.encode();
      int body = EntryHead.bodyStart(headBytes.length, head.schemaLength(), head.metadataLength());
      ArrowBuf entry = allocator.buffer((long) body + head.bodyLength());
      ByteBuffer front = front(entry, headBytes);
      front.put(schema).put(metadata);
      entry.setZero(front.position(), (long) body - front.position());
      writeBody(entry, body, message);
      entry.writerIndex((long) body + head.bodyLength());
      return new Entry(head, entry);
    }
  }

  /** An entry that raises a producer's epoch and has no rows. */
  static Entry encodeEpoch(BufferAllocator allocator, BatchLabel label) {
    EntryHead head = head(label, 0, false, 0, 0, 0);
    byte[] headBytes = head.encode();
    ArrowBuf entry = allocator.buffer(Integer.BYTES + (long) headBytes.length);
    entry.writerIndex(front(entry, headBytes).position());
    return new Entry(head, entry);
  }

  private static EntryHead head(
      BatchLabel label, long rows, boolean hasRows, int schema, int metadata, int body) {
    return new EntryHead(
        label.table(),
        label.stream(),
        label.producer(),
        label.epoch(),
        label.offset(),
        hasRows,
        label.digest(),
        rows,
        label.records(),
        label.bytes(),
        schema,
        metadata,
        body);
  }

  private static ByteBuffer front(ArrowBuf entry, byte[] head) {
    ByteBuffer front = entry.nioBuffer(0, (int) entry.capacity()).order(ByteOrder.BIG_ENDIAN);
    return front.putInt(head.length).put(head);
  }

  private static void writeBody(ArrowBuf entry, int start, ArrowRecordBatch message) {
    long end = start;
    for (int index = 0; index < message.getBuffersLayout().size(); index++) {
      ArrowBuffer place = message.getBuffersLayout().get(index);
      ArrowBuf buffer = message.getBuffers().get(index);
      long at = start + place.getOffset();
      entry.setZero(end, at - end);
      entry.setBytes(at, buffer, 0, buffer.readableBytes());
      end = at + buffer.readableBytes();
    }
    entry.setZero(end, start + message.computeBodyLength() - end);
  }

  /** The bytes of the schema's message in an entry; equal bytes are equal schemas. */
  static byte[] schema(ByteBuffer entry, EntryHead head) {
    byte[] bytes = new byte[head.schemaLength()];
    int headLength = entry.getInt(entry.position());
    entry.duplicate().position(entry.position() + EntryHead.schemaStart(headLength)).get(bytes);
    return bytes;
  }

  static Schema parseSchema(byte[] bytes) {
    try (ReadableByteChannel channel =
        Channels.newChannel(new java.io.ByteArrayInputStream(bytes))) {
      return MessageSerializer.deserializeSchema(new ReadChannel(channel));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The schema as {@link #parseSchema} reads it. */
  static byte[] writeSchema(Schema schema) {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    try {
      MessageSerializer.serialize(
          new org.apache.arrow.vector.ipc.WriteChannel(Channels.newChannel(bytes)), schema);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Puts an entry's rows into a root of its schema; they share the entry's buffer. */
  static void load(ArrowBuf entry, EntryHead head, VectorSchemaRoot target) {
    ByteBuffer bytes = entry.nioBuffer(0, (int) entry.writerIndex()).order(ByteOrder.BIG_ENDIAN);
    int headLength = bytes.getInt(0);
    int metadataStart = EntryHead.schemaStart(headLength) + head.schemaLength();
    byte[] metadata = new byte[head.metadataLength()];
    bytes.position(metadataStart).get(metadata);
    Message message = Message.getRootAsMessage(ByteBuffer.wrap(metadata));
    ArrowBuf body =
        entry.slice(
            EntryHead.bodyStart(headLength, head.schemaLength(), head.metadataLength()),
            head.bodyLength());
    body.getReferenceManager().retain();
    try (ArrowRecordBatch batch = MessageSerializer.deserializeRecordBatch(message, body)) {
      new VectorLoader(target).load(batch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether two entries have the same schema. */
  static boolean sameSchema(byte[] left, byte[] right) {
    return Arrays.equals(left, right);
  }
}
