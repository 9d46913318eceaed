package dev.vane.flight.ipc;

import com.github.luben.zstd.Zstd;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * How the buffers of a batch are compressed. A compressed buffer begins with its plain length, or
 * -1 if it is stored as it is (Message.fbs of Apache Arrow). Decompression writes into a buffer of
 * exactly the promised length and stops there, so that a bomb costs what it promised and no more.
 */
enum BufferCodec {
  NONE,
  LZ4_FRAME,
  ZSTD;

  private static final int LENGTH_BYTES = Long.BYTES;
  private static final long STORED = -1;

  static BufferCodec of(byte codec) {
    return switch (codec) {
      case CompressionType.LZ4_FRAME -> LZ4_FRAME;
      case CompressionType.ZSTD -> ZSTD;
      default ->
          throw IpcErrors.invalid(
              "A batch is compressed by codec %d; none, lz4 and zstd are read.", codec);
    };
  }

  /** Bytes of a buffer once decompressed, as it promises itself. */
  long plainLength(ArrowBuf body, long offset, long length) {
    if (this == NONE || length == 0) {
      return length;
    }
    if (length < LENGTH_BYTES) {
      throw IpcErrors.invalid("A compressed buffer of %d bytes has no length in front.", length);
    }
    long promised = body.getLong(offset);
    if (promised == STORED) {
      return length - LENGTH_BYTES;
    }
    if (promised < 0) {
      throw IpcErrors.invalid("A compressed buffer promises %,d bytes.", promised);
    }
    return promised;
  }

  /** The plain bytes of a buffer, in a buffer of its own or one that shares the body's. */
  ArrowBuf decode(ArrowBuf body, BatchHeader.Extent extent, BufferAllocator allocator) {
    if (extent.plainLength() == 0) {
      return allocator.getEmpty();
    }
    boolean stored = this == NONE || body.getLong(extent.offset()) == STORED;
    if (!stored) {
      return decompress(body, extent, allocator);
    }
    long start = extent.offset() + extent.length() - extent.plainLength();
    if (start % Long.BYTES == 0) {
      ArrowBuf slice = body.slice(start, extent.plainLength());
      slice.getReferenceManager().retain();
      return slice;
    }
    // Native readers load whole words, so a buffer off the eight-byte grid is moved onto it.
    ArrowBuf copy = exactly(extent.plainLength(), allocator);
    copy.setBytes(0, body, start, extent.plainLength());
    return copy;
  }

  private ArrowBuf decompress(ArrowBuf body, BatchHeader.Extent extent, BufferAllocator allocator) {
    long source = extent.offset() + LENGTH_BYTES;
    long sourceLength = extent.length() - LENGTH_BYTES;
    ArrowBuf plain = exactly(extent.plainLength(), allocator);
    boolean whole = false;
    try {
      whole =
          this == ZSTD
              ? decompressZstd(body, source, sourceLength, plain, extent.plainLength())
              : Lz4Frame.decompress(
                  body.memoryAddress() + source,
                  sourceLength,
                  plain.memoryAddress(),
                  extent.plainLength());
    } finally {
      if (!whole) {
        plain.close();
      }
    }
    if (!whole) {
      throw IpcErrors.invalid(
          "A buffer compressed by %s does not hold the %,d bytes that it promises.",
          this, extent.plainLength());
    }
    return plain;
  }

  /** A buffer of just these bytes; the allocator rounds up, and checks go by the capacity. */
  private static ArrowBuf exactly(long length, BufferAllocator allocator) {
    return allocator.buffer(length).slice(0, length);
  }

  private static boolean decompressZstd(
      ArrowBuf body, long source, long sourceLength, ArrowBuf plain, long plainLength) {
    long result =
        Zstd.decompressUnsafe(
            plain.memoryAddress(), plainLength, body.memoryAddress() + source, sourceLength);
    return !Zstd.isError(result) && result == plainLength;
  }
}
