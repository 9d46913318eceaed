package dev.vane.flight;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiator.ProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.AsciiString;

/**
 * Plain connections whose reads from the socket stay where they are. A read seldom ends with a
 * frame of HTTP/2, and Netty by itself copies all of the next read behind the part of a frame that
 * was left; here the two are joined as they are. gRPC offers no other place to say so.
 */
final class UncopiedReads implements ProtocolNegotiator {
  private final ProtocolNegotiator plain = InternalProtocolNegotiators.serverPlaintext();

  @Override
  public AsciiString scheme() {
    return plain.scheme();
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler connection) {
    connection.setCumulator(ByteToMessageDecoder.COMPOSITE_CUMULATOR);
    return plain.newHandler(connection);
  }

  @Override
  public void close() {
    plain.close();
  }
}
