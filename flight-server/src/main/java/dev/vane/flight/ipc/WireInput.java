package dev.vane.flight.ipc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.arrow.memory.ArrowBuf;

/** The protobuf wire format over one message of gRPC, field by field. */
final class WireInput {
  private static final int COPY_BYTES = 64 * 1024;

  private final InputStream stream;
  private final long limit;

  /**
   * @param limit most bytes of a field, where the stream does not know its own length
   */
  WireInput(InputStream stream, long limit) {
    this.stream = stream;
    this.limit = limit;
  }

  /** The next field's tag, 0 at the end. */
  int readTag() throws IOException {
    int first = stream.read();
    if (first == -1) {
      return 0;
    }
    int tag = CodedInputStream.readRawVarint32(first, stream);
    if (WireFormat.getTagFieldNumber(tag) == 0) {
      throw IpcErrors.invalid("A message has a field without a number.");
    }
    return tag;
  }

  static int fieldNumber(int tag) {
    return WireFormat.getTagFieldNumber(tag);
  }

  /** The length of a field of bytes, which the rest of the message has room for. */
  int readLength(int tag) throws IOException {
    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      throw IpcErrors.invalid("Field %d of a message is not of bytes.", fieldNumber(tag));
    }
    int length = readVarint();
    if (length < 0) {
      throw IpcErrors.truncated(
          "Field %d of a message claims %,d bytes.",
          fieldNumber(tag), Integer.toUnsignedLong(length));
    }
    if (stream instanceof KnownLength known) {
      if (length > known.available()) {
        throw IpcErrors.truncated(
            "Field %d of a message claims %,d bytes, and %,d are left.",
            fieldNumber(tag), length, known.available());
      }
    } else if (length > limit) {
      throw IpcErrors.tooLarge("A message", length, limit);
    }
    return length;
  }

  /** A field of bytes, on the heap. */
  byte[] readBytes(int tag) throws IOException {
    int length = readLength(tag);
    byte[] bytes = stream.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  /** The beginning of a field of bytes, on the heap; the rest is passed over. */
  byte[] readStart(int tag, int most) throws IOException {
    int length = readLength(tag);
    byte[] bytes = stream.readNBytes(Math.min(length, most));
    stream.skipNBytes(length - bytes.length);
    return bytes;
  }

  /** Copies the next bytes into an Arrow buffer, straight from the network's memory if possible. */
  void readInto(ArrowBuf target, int length) throws IOException {
    int done = 0;
    if (stream instanceof HasByteBuffer source && source.byteBufferSupported()) {
      while (done < length) {
        ByteBuffer piece = source.getByteBuffer();
        if (piece == null || !piece.hasRemaining()) {
          throw new EOFException();
        }
        int count = Math.min(length - done, piece.remaining());
        target.setBytes(done, piece.slice(piece.position(), count));
        stream.skipNBytes(count);
        done += count;
      }
    } else {
      byte[] bytes = new byte[Math.min(length, COPY_BYTES)];
      while (done < length) {
        int count = stream.read(bytes, 0, Math.min(bytes.length, length - done));
        if (count < 0) {
          throw new EOFException();
        }
        target.setBytes(done, bytes, 0, count);
        done += count;
      }
    }
    target.writerIndex(length);
  }

  /** Passes over a field that nobody reads. */
  void skip(int tag) throws IOException {
    switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_VARINT -> readVarint();
      case WireFormat.WIRETYPE_FIXED64 -> stream.skipNBytes(Long.BYTES);
      case WireFormat.WIRETYPE_FIXED32 -> stream.skipNBytes(Integer.BYTES);
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> stream.skipNBytes(readLength(tag));
      default ->
          throw IpcErrors.invalid("Field %d of a message is of no known kind.", fieldNumber(tag));
    }
  }

  private int readVarint() throws IOException {
    int first = stream.read();
    if (first == -1) {
      throw new EOFException();
    }
    return CodedInputStream.readRawVarint32(first, stream);
  }
}
