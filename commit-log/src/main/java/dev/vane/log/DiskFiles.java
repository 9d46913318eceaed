package dev.vane.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Files on the disk. */
final class DiskFiles implements LogFiles {
  @Override
  public void createDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Files.createDirectories(directory);
    sync(directory.getParent());
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Override
  public LogFile create(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    sync(path.getParent());
    return new DiskFile(channel, 0);
  }

  /** Brings the names in a directory to the disk. */
  private static void sync(@Nullable Path directory) throws IOException {
    if (directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public LogFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new DiskFile(channel, channel.size());
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  /** One file; the writer's place is kept here, because readers share the channel. */
  private static final class DiskFile implements LogFile {
    private final FileChannel channel;

    DiskFile(FileChannel channel, long end) throws IOException {
      this.channel = channel;
      channel.position(end);
    }

    @Override
    public void write(ByteBuffer[] buffers) throws IOException {
      long left = 0;
      for (ByteBuffer buffer : buffers) {
        left += buffer.remaining();
      }
      while (left > 0) {
        left -= channel.write(buffers);
      }
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
      channel.position(size);
    }

    @Override
    public boolean read(ByteBuffer buffer, long offset) throws IOException {
      long place = offset;
      while (buffer.hasRemaining()) {
        int count = channel.read(buffer, place);
        if (count < 0) {
          return false;
        }
        place += count;
      }
      return true;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
