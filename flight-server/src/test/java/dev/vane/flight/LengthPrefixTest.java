package dev.vane.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A length in front of a gRPC message that no library would write, in HTTP/2 frames by hand. */
@Timeout(60)
class LengthPrefixTest {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int END_HEADERS = 4;
  private static final int STREAM = 1;

  @Test
  void prefixOfThreeGigabytesIsRefusedAndCostsNothing(@TempDir Path directory) throws Exception {
    try (RunningGateway running = new RunningGateway(directory);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.server.port())) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      frame(out, SETTINGS, 0, 0, new byte[0]);
      frame(out, HEADERS, END_HEADERS, STREAM, headers());
      // No compression, 0xC0000000 bytes, and one of them.
      frame(out, DATA, 0, STREAM, new byte[] {0, (byte) 0xC0, 0, 0, 0, 1});
      Http2Headers answer = answer(new DataInputStream(socket.getInputStream()));
      // RESOURCE_EXHAUSTED
      assertThat(answer.get("grpc-status")).hasToString("8");
      assertThat(String.valueOf(answer.get("grpc-message")))
          .startsWith("LIMIT_MESSAGE_SIZE: ")
          .contains("limits.message_size")
          .contains("Send smaller batches");
      assertThat(String.valueOf(answer.get("vane-error")))
          .contains("\"code\":\"LIMIT_MESSAGE_SIZE\"");
      assertThat(running.metric("vane_errors_total", "code", "LIMIT_MESSAGE_SIZE")).isOne();
      assertThat(running.gateway.allocator().getPeakMemoryAllocation()).isLessThan(1 << 20);
    }
  }

  private static Http2Headers answer(DataInputStream in) throws Exception {
    while (true) {
      int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      int type = in.readUnsignedByte();
      in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      assertThat(type).isNotEqualTo(RESET);
      if (type == HEADERS && stream == STREAM) {
        ByteBuf block = Unpooled.wrappedBuffer(payload);
        return new DefaultHttp2HeadersDecoder().decodeHeaders(stream, block);
      }
    }
  }

  private static byte[] headers() {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    Map<String, String> headers =
        Map.of(
            "te", "trailers",
            "content-type", "application/grpc");
    literal(block, ":method", "POST");
    literal(block, ":scheme", "http");
    literal(block, ":path", "/arrow.flight.protocol.FlightService/DoPut");
    literal(block, ":authority", "localhost");
    headers.forEach((name, value) -> literal(block, name, value));
    return block.toByteArray();
  }

  /** A header field without index and without Huffman's code (RFC 7541, 6.2.2). */
  private static void literal(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    for (String text : new String[] {name, value}) {
      block.write(text.length());
      block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload)
      throws IOException {
    out.writeByte(payload.length >> 16);
    out.writeShort(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
    out.flush();
  }
}
