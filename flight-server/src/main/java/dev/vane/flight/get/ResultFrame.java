package dev.vane.flight.get;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.memory.ArrowBuf;

/**
 * A message as the bytes of its protobuf (FlightData of Flight.proto), put together from a header
 * and the Arrow buffers themselves. All of it lies outside of the heap: Netty writes memory such as
 * that to a socket as it is, and copies every frame of a buffer that has one byte on the heap. Has
 * a hold of each Arrow buffer until its own last holder lets go.
 */
final class ResultFrame extends CompositeByteBuf {
  private static final int LONGEST_VARINT = 5;
  private static final int ALIGNMENT = 8;

  /** Netty joins, by a copy, the parts of a buffer that has more than it may. */
  private static final int ANY_NUMBER = Integer.MAX_VALUE;

  private final List<ArrowBuf> held;

  private ResultFrame(List<ArrowBuf> held) {
    super(PooledByteBufAllocator.DEFAULT, true, ANY_NUMBER);
    this.held = held;
  }

  /** The bytes of a message, for the caller to release. */
  static ResultFrame of(ResultMessage message) {
    List<ArrowBuf> held = new ArrayList<>(message.buffers());
    held.forEach(buffer -> buffer.getReferenceManager().retain());
    ResultFrame frame = new ResultFrame(held);
    boolean whole = false;
    try {
      frame.fill(message);
      whole = true;
      return frame;
    } finally {
      if (!whole) {
        frame.release();
      }
    }
  }

  private void fill(ResultMessage message) {
    ByteBuf head = head(message);
    // The zeros behind the head are every buffer's padding.
    int zeros = head.writerIndex() - ALIGNMENT;
    try {
      addComponent(true, head.retainedSlice(0, zeros));
      for (ArrowBuf buffer : message.buffers()) {
        int length = Math.toIntExact(buffer.readableBytes());
        if (length > 0) {
          addComponent(true, Unpooled.wrappedBuffer(buffer.nioBuffer()));
        }
        if (padding(length) > 0) {
          addComponent(true, head.retainedSlice(zeros, padding(length)));
        }
      }
    } finally {
      head.release();
    }
  }

  /** Everything before the first Arrow buffer, and then zeros for padding. */
  private static ByteBuf head(ResultMessage message) {
    ByteBuffer header = message.header().duplicate();
    int most = header.remaining() + 4 * LONGEST_VARINT + ALIGNMENT;
    ByteBuf head = PooledByteBufAllocator.DEFAULT.directBuffer(most);
    boolean whole = false;
    try {
      ByteBuffer target = head.internalNioBuffer(0, most);
      CodedOutputStream out = CodedOutputStream.newInstance(target);
      out.writeTag(FlightData.DATA_HEADER_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(header.remaining());
      out.writeRawBytes(header.slice());
      if (message.batch()) {
        out.writeTag(FlightData.DATA_BODY_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(bodyLength(message.buffers()));
      }
      out.flush();
      head.writerIndex(out.getTotalBytesWritten());
      head.writeZero(ALIGNMENT);
      whole = true;
      return head;
    } catch (IOException e) {
      throw new IllegalStateException("The room for the head was counted", e);
    } finally {
      if (!whole) {
        head.release();
      }
    }
  }

  private static int bodyLength(List<ArrowBuf> buffers) {
    long length = 0;
    for (ArrowBuf buffer : buffers) {
      length += buffer.readableBytes() + padding(buffer.readableBytes());
    }
    return Math.toIntExact(length);
  }

  private static int padding(long length) {
    return (int) (-length & (ALIGNMENT - 1));
  }

  @Override
  protected void deallocate() {
    super.deallocate();
    held.forEach(ArrowBuf::close);
  }
}
