package dev.vane.storage.delta.kernel;

import dev.vane.storage.delta.file.FileIO;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.utils.CloseableIterator;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file for Kernel to write.
 *
 * @param path in Kernel's form
 */
record KernelOutputFile(String path, FileIO store) implements OutputFile {
  @Override
  public PositionOutputStream create(boolean atomicWrite) throws IOException {
    Path target = KernelPaths.fromKernel(path);
    return new PublishedStream(store, store.temporary(target), target);
  }

  @Override
  public void writeAtomically(CloseableIterator<String> lines, boolean overwrite)
      throws IOException {
    Path target = KernelPaths.fromKernel(path);
    Path temporary = store.temporary(target);
    try (lines;
        FileChannel channel =
            FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Writer writer =
            new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8), 1 << 16)) {
      while (lines.hasNext()) {
        writer.write(lines.next());
        writer.write('\n');
      }
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    store.publish(temporary, target, overwrite);
  }

  /** Written under another name, and published when closed. */
  private static final class PublishedStream extends PositionOutputStream {
    private final FileIO store;
    private final Path temporary;
    private final Path target;
    private final FileChannel channel;
    private final OutputStream stream;
    private long position;

    PublishedStream(FileIO store, Path temporary, Path target) throws IOException {
      this.store = store;
      this.temporary = temporary;
      this.target = target;
      this.channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      this.stream = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int value) throws IOException {
      stream.write(value);
      position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      stream.write(bytes, offset, length);
      position += length;
    }

    @Override
    public void flush() throws IOException {
      stream.flush();
    }

    @Override
    public void close() throws IOException {
      if (!channel.isOpen()) {
        return;
      }
      stream.close();
      store.publish(temporary, target, false);
    }
  }
}
