package dev.vane.storage.delta.kernel;

import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file for Kernel to read.
 *
 * @param path in Kernel's form
 * @param knownLength bytes, or less than one when the caller doesn't know
 */
record LocalInputFile(String path, long knownLength) implements InputFile {
  @Override
  public long length() throws IOException {
    if (knownLength > 0) {
      return knownLength;
    }
    try {
      return Files.size(file());
    } catch (NoSuchFileException e) {
      throw (IOException) new FileNotFoundException(path).initCause(e);
    }
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    return new LocalStream(new RandomAccessFile(file().toFile(), "r"));
  }

  private Path file() {
    return LocalPaths.fromKernel(path);
  }

  private static final class LocalStream extends SeekableInputStream {
    private final RandomAccessFile file;

    LocalStream(RandomAccessFile file) {
      this.file = file;
    }

    @Override
    public long getPos() throws IOException {
      return file.getFilePointer();
    }

    @Override
    public void seek(long position) throws IOException {
      file.seek(position);
    }

    @Override
    public void readFully(byte[] bytes, int offset, int length) throws IOException {
      file.readFully(bytes, offset, length);
    }

    @Override
    public int read() throws IOException {
      return file.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return file.read(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
