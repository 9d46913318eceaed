package dev.vane.flight.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlightMessageMarshallerTest {
  private static final long MESSAGE_SIZE = 1 << 20;

  private final BufferAllocator allocator = new RootAllocator();
  private final FlightMessageMarshaller marshaller =
      new FlightMessageMarshaller(allocator, MESSAGE_SIZE);

  @AfterEach
  void nothingLeaked() {
    allocator.close();
  }

  @Test
  void fieldsThatNobodyKnowsArePassedOver() {
    FlightData data =
        FlightData.newBuilder()
            .setDataHeader(ByteString.copyFromUtf8("header"))
            .setDataBody(ByteString.copyFromUtf8("body"))
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        77,
                        UnknownFieldSet.Field.newBuilder()
                            .addVarint(300)
                            .addFixed32(1)
                            .addFixed64(2)
                            .addLengthDelimited(ByteString.copyFromUtf8("a\u0012b"))
                            .build())
                    .build())
            .build();
    try (FlightMessage message = marshaller.parse(data.toByteString().newInput())) {
      assertThat(message.failure()).isNull();
      assertThat(message.header()).extracting(ByteBuffer::remaining).isEqualTo(6);
      assertThat(message.body()).extracting(ArrowBuf::capacity).isEqualTo(4L);
    }
  }

  @Test
  void lastOfSeveralBodiesCounts() {
    ByteString twice =
        FlightData.newBuilder()
            .setDataBody(ByteString.copyFromUtf8("first"))
            .build()
            .toByteString()
            .concat(
                FlightData.newBuilder()
                    .setDataBody(ByteString.copyFromUtf8("second"))
                    .build()
                    .toByteString());
    try (FlightMessage message = marshaller.parse(twice.newInput())) {
      assertThat(message.body()).extracting(ArrowBuf::capacity).isEqualTo(6L);
    }
  }

  @Test
  void lengthThatTheMessageDoesNotHaveCostsNothing() throws IOException {
    for (int field : new int[] {1, 2, 3, 77, 1000}) {
      for (int length : new int[] {100, 1 << 30, Integer.MAX_VALUE, -1}) {
        try (FlightMessage message = marshaller.parse(new Known(claim(field, length)))) {
          assertThat(message.failure())
              .extracting(VaneException::code)
              .isEqualTo(ErrorCode.IPC_TRUNCATED);
        }
      }
    }
    assertThat(allocator.getPeakMemoryAllocation()).isZero();
  }

  @Test
  void unpackedMessageIsHeldToTheLimit() throws IOException {
    try (FlightMessage message =
        marshaller.parse(new ByteArrayInputStream(claim(1000, (int) MESSAGE_SIZE + 1)))) {
      assertThat(message.failure())
          .extracting(VaneException::code)
          .isEqualTo(ErrorCode.LIMIT_MESSAGE_SIZE);
    }
  }

  @Test
  void bytesThatAreNoProtobufAreRefused() {
    for (byte[] bytes :
        new byte[][] {{0}, {(byte) 0xFF}, {0x0F, 1, 2}, {0x0A, 3, 1, 1, 1}, {0x10, 1}}) {
      try (FlightMessage message = marshaller.parse(new Known(bytes))) {
        if (message.failure() != null) {
          assertThat(message.failure())
              .extracting(VaneException::code)
              .isIn(ErrorCode.IPC_INVALID, ErrorCode.IPC_TRUNCATED);
        }
      }
    }
  }

  private static byte[] claim(int field, int length) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeTag(field, 2);
    out.writeUInt32NoTag(length);
    out.writeRawByte(7);
    out.flush();
    return bytes.toByteArray();
  }

  /** A stream that knows its length, as gRPC's do. */
  private static final class Known extends InputStream implements KnownLength {
    private final ByteArrayInputStream bytes;

    Known(byte[] bytes) {
      this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return bytes.read(target, offset, length);
    }

    @Override
    public int available() {
      return bytes.available();
    }
  }
}
