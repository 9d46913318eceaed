package dev.vane.flight;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.flight.impl.FlightServiceGrpc;

/** A DoPut that sends whatever bytes it is given. */
final class RawPut {
  private final ClientCall<byte[], Flight.PutResult> call;
  private final CompletableFuture<End> end = new CompletableFuture<>();

  /** How the call ended. */
  record End(Status status, Metadata trailers) {}

  RawPut(ManagedChannel channel) {
    MethodDescriptor<byte[], Flight.PutResult> method =
        FlightServiceGrpc.getDoPutMethod().toBuilder(
                new Bytes(), FlightServiceGrpc.getDoPutMethod().getResponseMarshaller())
            .build();
    call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(new End(status, trailers));
          }
        },
        new Metadata());
    call.request(Integer.MAX_VALUE);
  }

  RawPut send(byte[] bytes) {
    call.sendMessage(bytes);
    return this;
  }

  RawPut send(FlightData data) {
    return send(data.toByteArray());
  }

  RawPut halfClose() {
    call.halfClose();
    return this;
  }

  void cancel() {
    call.cancel("The test goes away", null);
  }

  End end() {
    return end.join();
  }

  /** The message with a JSON command as its descriptor. */
  static FlightData described(FlightData data, String command) {
    return data.toBuilder()
        .setFlightDescriptor(
            Flight.FlightDescriptor.newBuilder()
                .setType(Flight.FlightDescriptor.DescriptorType.CMD)
                .setCmd(ByteString.copyFromUtf8(command)))
        .build();
  }

  /** Bytes as they are. */
  static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
