package dev.vane.flight.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.lz4.LZ4FFrameInfo;
import org.lwjgl.util.lz4.LZ4FPreferences;
import org.lwjgl.util.lz4.LZ4Frame;

class Lz4FrameTest {
  private static final byte END = 42;

  private final RootAllocator allocator = new RootAllocator();

  @AfterEach
  void nothingLeaked() {
    allocator.close();
  }

  /** Sizes on both sides of a block, which has 64 KB. */
  @ParameterizedTest
  @ValueSource(ints = {1, 1_000, 65_536, 65_537, 1_000_000})
  void framesOfAnyBlocksAreRead(int length) {
    byte[] plain = text(length);
    assertThat(unpack(pack(plain, info -> {}), length)).isEqualTo(plain);
    assertThat(unpack(pack(plain, info -> info.blockMode(LZ4Frame.LZ4F_blockIndependent)), length))
        .isEqualTo(plain);
    assertThat(unpack(pack(plain, Lz4FrameTest::withChecksums), length)).isEqualTo(plain);
  }

  @Test
  void bytesThatDoNotPackAreRead() {
    byte[] plain = new byte[200_000];
    new Random(1).nextBytes(plain);
    assertThat(unpack(pack(plain, info -> {}), plain.length)).isEqualTo(plain);
  }

  @Test
  void anyOtherLengthThanPromisedIsRefusedAndNothingIsWrittenBehindIt() {
    byte[] frame = pack(text(100_000), info -> {});
    assertThat(unpack(frame, 99_999)).isNull();
    assertThat(unpack(frame, 100_001)).isNull();
    assertThat(unpack(frame, 1)).isNull();
  }

  @Test
  void frameThatIsCutIsRefused() {
    byte[] frame = pack(text(100_000), info -> {});
    for (int length : new int[] {0, 1, 6, 7, 20, frame.length / 2, frame.length - 1}) {
      assertThat(unpack(Arrays.copyOf(frame, length), 100_000)).isNull();
    }
  }

  @Test
  void damageThatOnlyAChecksumTellsIsRefused() {
    byte[] frame = pack(new byte[100_000], Lz4FrameTest::withChecksums);
    frame[frame.length - 1] ^= 1;
    assertThat(unpack(frame, 100_000)).isNull();
  }

  private static void withChecksums(LZ4FFrameInfo info) {
    info.blockChecksumFlag(LZ4Frame.LZ4F_blockChecksumEnabled)
        .contentChecksumFlag(LZ4Frame.LZ4F_contentChecksumEnabled);
  }

  private static byte[] text(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < length; i++) {
      text.append("SYM").append(i % 997).append(i * 31);
    }
    return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] pack(byte[] plain, Consumer<LZ4FFrameInfo> settings) {
    ByteBuffer source = MemoryUtil.memAlloc(plain.length).put(plain).flip();
    LZ4FPreferences preferences = LZ4FPreferences.calloc();
    settings.accept(preferences.frameInfo());
    ByteBuffer target =
        MemoryUtil.memAlloc(
            Math.toIntExact(LZ4Frame.LZ4F_compressFrameBound(plain.length, preferences)));
    try {
      byte[] frame =
          new byte[Math.toIntExact(LZ4Frame.LZ4F_compressFrame(target, source, preferences))];
      target.get(frame);
      return frame;
    } finally {
      MemoryUtil.memFree(source);
      MemoryUtil.memFree(target);
      preferences.free();
    }
  }

  /** What the frame holds, null if it was refused. */
  private byte @Nullable [] unpack(byte[] frame, int promised) {
    try (ArrowBuf source = allocator.buffer(Math.max(1, frame.length));
        ArrowBuf target = allocator.buffer(promised + 1L)) {
      source.setBytes(0, frame);
      target.setByte(promised, END);
      boolean sound =
          Lz4Frame.decompress(
              source.memoryAddress(), frame.length, target.memoryAddress(), promised);
      assertThat(target.getByte(promised)).isEqualTo(END);
      byte[] plain = new byte[promised];
      target.getBytes(0, plain);
      return sound ? plain : null;
    }
  }
}
