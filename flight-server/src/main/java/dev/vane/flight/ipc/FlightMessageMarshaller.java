package dev.vane.flight.ipc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.vane.spi.VaneException;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;

/**
 * Reads FlightData (Flight.proto of Apache Arrow) from gRPC's buffers. The body is copied once,
 * from the network's memory into an Arrow buffer; nothing is allocated on the word of a length that
 * the message does not have the bytes for. Safe for many threads.
 */
public final class FlightMessageMarshaller implements Marshaller<FlightMessage> {
  /** A number in JSON is far shorter; what is longer is none, and is cut here. */
  private static final int MAX_METADATA = 8 << 10;

  private final BufferAllocator allocator;
  private final long messageSize;

  /**
   * @param allocator for bodies
   * @param messageSize most bytes of a message
   */
  public FlightMessageMarshaller(BufferAllocator allocator, long messageSize) {
    this.allocator = allocator;
    this.messageSize = messageSize;
  }

  /** Never used: these messages only come in. */
  @Override
  public InputStream stream(FlightMessage value) {
    throw new IllegalStateException("A message from a client is not sent on");
  }

  @Override
  public FlightMessage parse(InputStream stream) {
    Parts parts = new Parts();
    try {
      if (stream instanceof KnownLength known && known.available() > messageSize) {
        throw IpcErrors.tooLarge("A message", known.available(), messageSize);
      }
      parts.read(new WireInput(stream, messageSize));
      return parts.finish();
    } catch (VaneException e) {
      return parts.fail(e);
    } catch (InvalidProtocolBufferException e) {
      return parts.fail(IpcErrors.invalid("A message is not a FlightData protobuf."));
    } catch (StatusRuntimeException e) {
      // Only while a message compressed by gRPC is unpacked: it grew beyond the limit.
      return parts.fail(IpcErrors.tooLarge("A message, unpacked,", messageSize + 1, messageSize));
    } catch (IOException e) {
      return parts.fail(IpcErrors.truncated("A message could not be read to its end."));
    } catch (OutOfMemoryException | OutOfMemoryError e) {
      return parts.fail(IpcErrors.outOfMemory(e));
    }
  }

  /** The fields read so far. */
  private final class Parts {
    private Flight.@Nullable FlightDescriptor descriptor;
    private @Nullable ByteBuffer header;
    private @Nullable ByteString metadata;
    private @Nullable ArrowBuf body;
    private long size;

    void read(WireInput input) throws IOException {
      for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
        switch (WireInput.fieldNumber(tag)) {
          case FlightData.FLIGHT_DESCRIPTOR_FIELD_NUMBER ->
              descriptor = Flight.FlightDescriptor.parseFrom(input.readBytes(tag));
          case FlightData.DATA_HEADER_FIELD_NUMBER -> {
            byte[] bytes = input.readBytes(tag);
            size += bytes.length;
            header = ByteBuffer.wrap(bytes);
          }
          case FlightData.DATA_BODY_FIELD_NUMBER -> readBody(input, tag);
          // Numbers the batches of a producer; a writer without producer may send what it likes.
          case FlightData.APP_METADATA_FIELD_NUMBER -> {
            metadata = ByteString.copyFrom(input.readStart(tag, MAX_METADATA));
            size += metadata.size();
          }
          default -> input.skip(tag);
        }
      }
    }

    private void readBody(WireInput input, int tag) throws IOException {
      release();
      int length = input.readLength(tag);
      // The allocator rounds up; what lies behind the message's own bytes must stay out of reach.
      ArrowBuf buffer = allocator.buffer(length).slice(0, length);
      body = buffer;
      input.readInto(buffer, length);
      size += length;
    }

    FlightMessage finish() {
      return new FlightMessage(descriptor, header, metadata, body, null, size);
    }

    FlightMessage fail(VaneException failure) {
      release();
      return FlightMessage.failed(failure);
    }

    private void release() {
      if (body != null) {
        body.close();
        body = null;
      }
    }
  }
}
