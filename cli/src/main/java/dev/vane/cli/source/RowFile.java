package dev.vane.cli.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.util.AutoCloseables;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/**
 * A file of rows, opened. What it is, is told by its first bytes, never by its name. Closing it
 * closes its reader and all else that was opened for it.
 */
public final class RowFile implements AutoCloseable {
  private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ARROW_FILE = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final int UNKNOWN = -1;

  private final String name;
  private final ArrowReader reader;
  private final DoubleSupplier progress;
  private final AutoCloseable resources;

  private RowFile(
      String name, ArrowReader reader, DoubleSupplier progress, AutoCloseable resources) {
    this.name = name;
    this.reader = reader;
    this.progress = progress;
    this.resources = resources;
  }

  /** Opens a file. */
  public static RowFile open(Path path, BufferAllocator allocator) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(path)) {
      head = in.readNBytes(ARROW_FILE.length);
    }
    if (startsWith(head, PARQUET)) {
      return parquet(path, path.toString(), allocator);
    }
    FileChannel channel = FileChannel.open(path);
    if (startsWith(head, ARROW_FILE)) {
      return new RowFile(
          path.toString(), new ArrowFileReader(channel, allocator), fraction(channel), channel);
    }
    return new RowFile(
        path.toString(),
        new ArrowStreamReader(java.nio.channels.Channels.newInputStream(channel), allocator),
        fraction(channel),
        channel);
  }

  /**
   * Opens standard input. An Arrow stream is read as it comes; formats that must be read from their
   * end are kept in a temporary file first.
   */
  public static RowFile openStandardInput(InputStream in, BufferAllocator allocator)
      throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in);
    buffered.mark(ARROW_FILE.length);
    byte[] head = buffered.readNBytes(ARROW_FILE.length);
    buffered.reset();
    if (!startsWith(head, PARQUET) && !startsWith(head, ARROW_FILE)) {
      return new RowFile(
          "standard input", new ArrowStreamReader(buffered, allocator), () -> UNKNOWN, () -> {});
    }
    Path copy = Files.createTempFile("vane-input", ".rows");
    try {
      Files.copy(buffered, copy, StandardCopyOption.REPLACE_EXISTING);
      RowFile file = open(copy, allocator);
      return new RowFile(
          "standard input",
          file.reader,
          file.progress,
          () -> {
            try (file) {
              Files.delete(copy);
            }
          });
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
  }

  /** What people call it. */
  public String name() {
    return name;
  }

  /** Its rows. */
  public ArrowReader reader() {
    return reader;
  }

  /** How much of it is read, from 0 to 1; negative if that is not known. */
  public double progress() {
    return progress.getAsDouble();
  }

  @Override
  public void close() {
    // The reader first: its buffers belong to the others.
    AutoCloseables.closeNoChecked(() -> AutoCloseables.close(reader, resources));
  }

  private static RowFile parquet(Path path, String name, BufferAllocator allocator)
      throws IOException {
    ParquetRows rows = ParquetRows.open(path, allocator);
    return new RowFile(name, rows.reader(), rows::progress, rows);
  }

  private static DoubleSupplier fraction(FileChannel channel) {
    return () -> {
      try {
        return channel.isOpen() ? channel.position() / (double) Math.max(1, channel.size()) : 1;
      } catch (IOException e) {
        return UNKNOWN;
      }
    };
  }

  private static boolean startsWith(byte[] bytes, byte[] magic) {
    return bytes.length >= magic.length
        && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
  }
}
