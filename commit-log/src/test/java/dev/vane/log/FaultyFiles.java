package dev.vane.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** The disk, with faults and gates that a test switches on. */
final class FaultyFiles implements LogFiles {
  volatile boolean full;
  volatile boolean syncFails;
  volatile boolean truncateFails;
  final AtomicInteger syncs = new AtomicInteger();

  /** Syncs wait for a permit; a test that wants to see them wait drains it. */
  final Semaphore syncGate = new Semaphore(1_000_000);

  @Override
  public void createDirectory(Path directory) throws IOException {
    DISK.createDirectory(directory);
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    return DISK.list(directory);
  }

  @Override
  public LogFile create(Path path) throws IOException {
    return new FaultyFile(DISK.create(path));
  }

  @Override
  public LogFile open(Path path) throws IOException {
    return new FaultyFile(DISK.open(path));
  }

  @Override
  public void delete(Path path) throws IOException {
    DISK.delete(path);
  }

  private final class FaultyFile implements LogFile {
    private final LogFile file;

    FaultyFile(LogFile file) {
      this.file = file;
    }

    @Override
    public void write(ByteBuffer[] buffers) throws IOException {
      if (full) {
        // A disk that is filling up takes the beginning.
        file.write(new ByteBuffer[] {buffers[0]});
        throw new IOException("No space left on device");
      }
      file.write(buffers);
    }

    @Override
    public void sync() throws IOException {
      syncGate.acquireUninterruptibly();
      syncs.incrementAndGet();
      if (syncFails) {
        throw new IOException("Input/output error");
      }
      file.sync();
    }

    @Override
    public void truncate(long size) throws IOException {
      if (truncateFails) {
        throw new IOException("Input/output error");
      }
      file.truncate(size);
    }

    @Override
    public boolean read(ByteBuffer buffer, long offset) throws IOException {
      return file.read(buffer, offset);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
