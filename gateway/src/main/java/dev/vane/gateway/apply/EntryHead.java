package dev.vane.gateway.apply;

import dev.vane.gateway.producer.ProducerState;
import dev.vane.spi.BatchDigest;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What stands in the log before a batch's rows.
 *
 * @param producer whose batch it is; empty for rows that nobody numbered
 * @param offset the batch's offset; of an entry without rows, which only raises the epoch, the last
 *     offset before it
 * @param hasRows false for an entry that only raises the producer's epoch
 * @param records rows of the producer up to here
 * @param bytes Arrow bytes of the rows
 * @param schemaLength bytes of the schema's message
 * @param metadataLength bytes of the batch's message, without its buffers
 * @param bodyLength bytes of the batch's buffers
 */
record EntryHead(
    TableId table,
    String stream,
    Optional<String> producer,
    long epoch,
    long offset,
    boolean hasRows,
    BatchDigest digest,
    long rows,
    long records,
    long bytes,
    int schemaLength,
    int metadataLength,
    int bodyLength) {
  private static final int FORMAT = 1;
  private static final int ALIGNMENT = 64;

  Optional<ProducerKey> key() {
    return producer.map(id -> ProducerKey.producer(stream, id));
  }

  byte[] encode() {
    ByteArrayOutputStream bytesOut = new ByteArrayOutputStream(160);
    try (DataOutputStream out = new DataOutputStream(bytesOut)) {
      out.writeByte(FORMAT);
      out.writeUTF(table.backend());
      out.writeUTF(table.schema());
      out.writeUTF(table.name());
      out.writeUTF(stream);
      out.writeBoolean(producer.isPresent());
      out.writeUTF(producer.orElse(""));
      out.writeLong(epoch);
      out.writeLong(offset);
      out.writeBoolean(hasRows);
      out.writeLong(digest.high());
      out.writeLong(digest.low());
      out.writeLong(rows);
      out.writeLong(records);
      out.writeLong(bytes);
      out.writeInt(schemaLength);
      out.writeInt(metadataLength);
      out.writeInt(bodyLength);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytesOut.toByteArray();
  }

  /** Reads the head at the beginning of an entry. */
  static EntryHead decode(ByteBuffer entry) {
    int length = entry.getInt(entry.position());
    byte[] head = new byte[length];
    entry.duplicate().position(entry.position() + Integer.BYTES).get(head);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(head))) {
      int format = in.readByte();
      if (format != FORMAT) {
        throw new VaneException(
            ErrorCode.START_REFUSED,
            "The log has entries of format %d, written by a newer gateway; start that one."
                .formatted(format));
      }
      TableId table = new TableId(in.readUTF(), in.readUTF(), in.readUTF());
      String stream = in.readUTF();
      boolean produced = in.readBoolean();
      String id = in.readUTF();
      return new EntryHead(
          table,
          stream,
          produced ? Optional.of(id) : Optional.empty(),
          in.readLong(),
          in.readLong(),
          in.readBoolean(),
          new BatchDigest(in.readLong(), in.readLong()),
          in.readLong(),
          in.readLong(),
          in.readLong(),
          in.readInt(),
          in.readInt(),
          in.readInt());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int schemaStart(int headLength) {
    return Integer.BYTES + headLength;
  }

  /** Buffers are aligned as Arrow likes them. */
  static int bodyStart(int headLength, int schemaLength, int metadataLength) {
    int end = schemaStart(headLength) + schemaLength + metadataLength;
    return (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Tells the producer that the entry is on disk. */
  void durable(Optional<ProducerState> producer) {
    if (hasRows()) {
      producer.ifPresent(state -> state.durable(offset(), records()));
    }
  }
}
