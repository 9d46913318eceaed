package dev.vane.flight.ipc;

import com.google.protobuf.ByteString;
import dev.vane.spi.VaneException;
import java.nio.ByteBuffer;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * One FlightData message, cut into its parts but not yet understood. A message that could not even
 * be cut carries the reason instead, because gRPC would turn an exception of its parser into an
 * error without words.
 *
 * @param descriptor what the first message of a stream says about the stream
 * @param header the flatbuffer; absent in messages of only metadata
 * @param metadata what the client sent beside the batch, for the application
 * @param body the buffers of a batch, owned by this message
 * @param failure why there is nothing else in here
 * @param size bytes that the parts hold
 */
public record FlightMessage(
    Flight.@Nullable FlightDescriptor descriptor,
    @Nullable ByteBuffer header,
    @Nullable ByteString metadata,
    @Nullable ArrowBuf body,
    @Nullable VaneException failure,
    long size)
    implements AutoCloseable {
  static FlightMessage failed(VaneException failure) {
    return new FlightMessage(null, null, null, null, failure, 0);
  }

  /** Gives the body back. */
  @Override
  public void close() {
    if (body != null) {
      body.close();
    }
  }
}
