package dev.vane.cli.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** About how many lines a text file has, told from its beginning. */
final class RowEstimate {
  private static final int SAMPLE_BYTES = 1 << 20;

  private RowEstimate() {}

  static long of(Path file, Compression compression) throws IOException {
    try (Counting raw = new Counting(Files.newInputStream(file));
        InputStream content = compression.open(raw)) {
      byte[] sample = content.readNBytes(SAMPLE_BYTES);
      long lines = 0;
      for (byte character : sample) {
        lines += character == '\n' ? 1 : 0;
      }
      boolean whole = sample.length < SAMPLE_BYTES;
      return whole ? Math.max(1, lines) : lines * Files.size(file) / Math.max(1, raw.bytes);
    }
  }

  /** Counts what was taken out of a stream. */
  private static final class Counting extends FilterInputStream {
    private long bytes;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      bytes += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      bytes += Math.max(0, read);
      return read;
    }
  }
}
