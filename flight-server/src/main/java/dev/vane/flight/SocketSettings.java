package dev.vane.flight;

import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;

/**
 * How much goes through a socket at once. Netty's own sizes suit small messages: it writes and
 * reads 64 KB at a time, and each time one of the two ends is woken.
 */
public final class SocketSettings {
  /**
   * What a connection may have waiting for its socket, before it takes no more of the streams on
   * it, and before it takes more again.
   */
  private static final WriteBufferWaterMark WAITING = new WriteBufferWaterMark(1 << 20, 4 << 20);

  private static final int LEAST_READ = 4 << 10;
  private static final int FIRST_READ = 64 << 10;
  private static final int MOST_READ = 1 << 20;

  private SocketSettings() {}

  /** Sets them for the connections of a server, before it is given TLS, if it is. */
  public static void apply(NettyServerBuilder builder) {
    builder
        .protocolNegotiator(new UncopiedReads())
        .withChildOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WAITING)
        .withChildOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(LEAST_READ, FIRST_READ, MOST_READ));
  }
}
