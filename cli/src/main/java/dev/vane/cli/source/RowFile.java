package dev.vane.cli.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.util.AutoCloseables;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A file of rows, opened. What it is, is told by its first bytes; of text alone the name says more.
 * Closing it closes its reader and all else that was opened for it.
 */
public final class RowFile implements AutoCloseable {
  private static final int UNKNOWN = -1;

  private final String name;
  private final Map<String, String> columns;
  private final boolean inferred;
  private final ArrowReader reader;
  private final DoubleSupplier progress;
  private final AutoCloseable resources;

  private RowFile(
      String name,
      Map<String, String> columns,
      boolean inferred,
      ArrowReader reader,
      DoubleSupplier progress,
      AutoCloseable resources) {
    this.name = name;
    this.columns = columns;
    this.inferred = inferred;
    this.reader = reader;
    this.progress = progress;
    this.resources = resources;
  }

  /**
   * Opens a file.
   *
   * @throws IllegalArgumentException if types are named for a format that has its own
   */
  public static RowFile open(Path path, ColumnTypes types, BufferAllocator allocator)
      throws IOException {
    return open(path, path.toString(), types, allocator);
  }

  private static RowFile open(Path path, String name, ColumnTypes types, BufferAllocator allocator)
      throws IOException {
    Compression compression;
    try (InputStream in = Files.newInputStream(path)) {
      compression = Compression.of(in.readNBytes(FileKind.HEAD_BYTES));
    }
    FileKind kind;
    try (InputStream in = compression.open(path)) {
      kind = FileKind.of(in.readNBytes(FileKind.HEAD_BYTES), name);
    }
    if (compression != Compression.NONE && !kind.isText() && kind != FileKind.ARROW_STREAM) {
      // It is read from its end, so all of it has to be there.
      Path whole = Files.createTempFile("vane-input", ".rows");
      try (InputStream in = compression.open(path)) {
        Files.copy(in, whole, StandardCopyOption.REPLACE_EXISTING);
      }
      return ofCopy(whole, name, types, allocator);
    }
    if (kind.isText() || kind == FileKind.PARQUET) {
      EngineRows rows = EngineRows.open(path, kind, compression, types, allocator);
      return new RowFile(name, rows.columns(), kind.isText(), rows.reader(), rows::progress, rows);
    }
    if (!types.types().isEmpty()) {
      throw new IllegalArgumentException(
          name + " is Arrow, which brings its types. Leave --types and --schema out.");
    }
    return arrow(path, name, kind, compression, allocator);
  }

  private static RowFile arrow(
      Path path, String name, FileKind kind, Compression compression, BufferAllocator allocator)
      throws IOException {
    FileChannel channel = FileChannel.open(path);
    try {
      ArrowReader reader =
          kind == FileKind.ARROW_FILE
              ? new ArrowFileReader(channel, allocator)
              : new ArrowStreamReader(
                  compression.open(Channels.newInputStream(channel)), allocator);
      return new RowFile(name, columns(reader), false, reader, fraction(channel), channel);
    } catch (IOException | RuntimeException e) {
      AutoCloseables.close(e, channel);
      throw e;
    }
  }

  /**
   * Opens standard input. An Arrow stream is read as it comes; every other format is kept in a
   * temporary file first, because it is read from its end, or twice.
   */
  public static RowFile openStandardInput(
      InputStream in, ColumnTypes types, BufferAllocator allocator) throws IOException {
    java.io.BufferedInputStream buffered =
        new java.io.BufferedInputStream(in, FileKind.HEAD_BYTES * 2);
    buffered.mark(FileKind.HEAD_BYTES);
    byte[] head = buffered.readNBytes(FileKind.HEAD_BYTES);
    buffered.reset();
    boolean stream =
        Compression.of(head) == Compression.NONE && FileKind.of(head, "") == FileKind.ARROW_STREAM;
    if (stream && types.types().isEmpty()) {
      ArrowReader reader = new ArrowStreamReader(buffered, allocator);
      return new RowFile("standard input", columns(reader), false, reader, () -> UNKNOWN, () -> {});
    }
    Path copy = Files.createTempFile("vane-input", ".rows");
    try {
      Files.copy(buffered, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
    return ofCopy(copy, "standard input", types, allocator);
  }

  /** A file that is deleted when it is closed. */
  private static RowFile ofCopy(
      Path copy, String name, ColumnTypes types, BufferAllocator allocator) throws IOException {
    try {
      RowFile file = open(copy, name, types, allocator);
      return new RowFile(
          name,
          file.columns,
          file.inferred,
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

  /** Its columns, in order, with their types as people write them. */
  public Map<String, String> columns() {
    return columns;
  }

  /** Whether the types are a guess from the first rows, because the format has none. */
  public boolean inferred() {
    return inferred;
  }

  /** Its rows. */
  public ArrowReader reader() {
    return reader;
  }

  /** About how much of it is read, from 0 to 1; negative if that is not known. */
  public double progress() {
    return progress.getAsDouble();
  }

  @Override
  public void close() {
    // The reader first: its buffers belong to the others.
    AutoCloseables.closeNoChecked(() -> AutoCloseables.close(reader, resources));
  }

  private static Map<String, String> columns(ArrowReader reader) throws IOException {
    Map<String, String> columns = new LinkedHashMap<>();
    for (Field field : reader.getVectorSchemaRoot().getSchema().getFields()) {
      columns.put(field.getName(), field.getType().toString());
    }
    return columns;
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
}
