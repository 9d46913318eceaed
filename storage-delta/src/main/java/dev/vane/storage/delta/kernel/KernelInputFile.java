package dev.vane.storage.delta.kernel;

import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.StoredFile;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;

/**
 * A file for Kernel to read.
 *
 * @param path in Kernel's form
 * @param knownLength bytes, or less than one when the caller doesn't know
 */
record KernelInputFile(String path, long knownLength, FileIO store) implements InputFile {
  @Override
  public long length() throws IOException {
    if (knownLength > 0) {
      return knownLength;
    }
    return store
        .find(KernelPaths.fromKernel(path))
        .map(StoredFile::bytes)
        .orElseThrow(() -> new FileNotFoundException(path));
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    try {
      return new ChannelStream(store.open(KernelPaths.fromKernel(path)));
    } catch (NoSuchFileException e) {
      throw KernelFiles.fileNotFound(path, e);
    }
  }

  private static final class ChannelStream extends SeekableInputStream {
    private final SeekableByteChannel channel;

    ChannelStream(SeekableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public long getPos() throws IOException {
      return channel.position();
    }

    @Override
    public void seek(long position) throws IOException {
      channel.position(position);
    }

    @Override
    public void readFully(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw new EOFException("the file ended %d bytes early".formatted(buffer.remaining()));
        }
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return length == 0 ? 0 : channel.read(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
