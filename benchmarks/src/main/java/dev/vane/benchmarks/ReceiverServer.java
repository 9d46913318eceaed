package dev.vane.benchmarks;

import com.google.protobuf.ByteString;
import dev.vane.flight.SocketSettings;
import dev.vane.flight.ipc.FlightMessage;
import dev.vane.flight.ipc.FlightMessageMarshaller;
import dev.vane.flight.ipc.StreamDecoder;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.arrow.flight.impl.Flight.PutResult;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * The receiving end of DoPut alone: the gateway's reader of messages, which copies, checks and
 * loads every batch, and then throws it away. Prints its port and serves until it is killed.
 */
public final class ReceiverServer {
  private static final long MESSAGE_SIZE = 1L << 28;
  private static final int MESSAGES_UNDER_WAY = 4;

  private ReceiverServer() {}

  /** Serves at a free port of the loopback. */
  public static void main(String[] arguments) throws Exception {
    BufferAllocator allocator = new RootAllocator();
    MethodDescriptor<FlightMessage, PutResult> put =
        FlightServiceGrpc.getDoPutMethod().toBuilder(
                new FlightMessageMarshaller(allocator, MESSAGE_SIZE),
                FlightServiceGrpc.getDoPutMethod().getResponseMarshaller())
            .build();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    SocketSettings.apply(builder);
    Server server =
        builder
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .addService(
                ServerServiceDefinition.builder(FlightServiceGrpc.SERVICE_NAME)
                    .addMethod(
                        put,
                        ServerCalls.asyncBidiStreamingCall(
                            responses ->
                                new Receiver(
                                    allocator, (ServerCallStreamObserver<PutResult>) responses)))
                    .build())
            .build()
            .start();
    System.out.println(server.getPort());
    server.awaitTermination();
  }

  /** One stream; gRPC calls it on one thread at a time. */
  private static final class Receiver implements StreamObserver<FlightMessage> {
    private final StreamDecoder decoder;
    private final ServerCallStreamObserver<PutResult> responses;

    Receiver(BufferAllocator allocator, ServerCallStreamObserver<PutResult> responses) {
      decoder = new StreamDecoder(allocator, MESSAGE_SIZE);
      this.responses = responses;
      responses.disableAutoRequest();
      responses.setOnReadyHandler(() -> {});
      responses.request(MESSAGES_UNDER_WAY);
    }

    @Override
    public void onNext(FlightMessage next) {
      try (FlightMessage message = next) {
        decoder.accept(message);
      }
      responses.request(1);
    }

    @Override
    public void onError(Throwable failure) {
      decoder.close();
    }

    @Override
    public void onCompleted() {
      decoder.close();
      responses.onNext(
          PutResult.newBuilder().setAppMetadata(ByteString.copyFromUtf8("received")).build());
      responses.onCompleted();
    }
  }
}
