package dev.vane.flight.get;

import io.grpc.Drainable;
import io.grpc.MethodDescriptor.Marshaller;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.arrow.flight.grpc.AddWritableBuffer;

/** Gives messages of answers to gRPC, which hands their memory to Netty. Safe for many threads. */
final class ResultMessageMarshaller implements Marshaller<ResultMessage> {
  /** Never used: these messages only go out. */
  @Override
  public ResultMessage parse(InputStream stream) {
    throw new IllegalStateException("A message of an answer does not come in");
  }

  /** Takes a hold of the message's buffers, given back when the stream is closed and sent. */
  @Override
  public InputStream stream(ResultMessage message) {
    return new FrameStream(ResultFrame.of(message));
  }

  /** The bytes of a message. gRPC closes it in any case. */
  static final class FrameStream extends ByteBufInputStream implements Drainable {
    private final ResultFrame frame;

    private FrameStream(ResultFrame frame) {
      super(frame, true);
      this.frame = frame;
    }

    ResultFrame frame() {
      return frame;
    }

    /**
     * gRPC has no public way to take memory over; Arrow reaches into it, and copies where it
     * cannot.
     */
    @Override
    public int drainTo(OutputStream target) throws IOException {
      int length = frame.readableBytes();
      AddWritableBuffer.add(frame, target, true);
      return length;
    }
  }
}
