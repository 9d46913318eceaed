package dev.vane.gateway;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * The data directory, owned by this process for as long as this object is open. Ownership is a lock
 * of the operating system on {@code vane.lock}, so it ends with the process however that ends; the
 * file holds the owner's pid for the message that a second gateway prints. A directory that holds
 * files and was not made by a gateway is left alone.
 */
public final class DataDirectory implements AutoCloseable {
  private static final String LOCK_FILE = "vane.lock";
  private static final String TEMPORARY = "tmp";

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;

  private DataDirectory(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the directory, creating it if missing.
   *
   * @throws VaneException {@link ErrorCode#DATA_DIRECTORY_IN_USE} with the owner's pid, {@link
   *     ErrorCode#START_REFUSED} when it cannot be written or is not a gateway's
   */
  static DataDirectory open(Path path) {
    Path directory = path.toAbsolutePath().normalize();
    try {
      Files.createDirectories(directory);
      if (!isMarked(directory)) {
        requireEmpty(directory);
      }
      FileChannel channel =
          FileChannel.open(
              directory.resolve(LOCK_FILE),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        OptionalLong owner = readPid(channel);
        channel.close();
        throw inUse(directory, owner);
      }
      writePid(channel);
      Files.createDirectories(directory.resolve(TEMPORARY));
      return new DataDirectory(directory, channel, lock);
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.START_REFUSED,
          "The data directory %s cannot be written: %s. Choose another with --data-dir, or give the user of this process write permission."
              .formatted(directory, reason(e)),
          e);
    }
  }

  /** Whether a gateway has made the directory its own, running or not. */
  public static boolean isMarked(Path directory) {
    return Files.exists(directory.resolve(LOCK_FILE));
  }

  /**
   * The process that the directory says it belongs to; it may have ended since.
   *
   * @throws IOException when that cannot be read
   */
  public static OptionalLong owner(Path directory) throws IOException {
    try (FileChannel channel =
        FileChannel.open(directory.resolve(LOCK_FILE), StandardOpenOption.READ)) {
      return readPid(channel);
    }
  }

  Path path() {
    return path;
  }

  /** Where the engine may spill; what a crash left there is worthless. */
  Path temporaryDirectory() {
    return path.resolve(TEMPORARY);
  }

  @Override
  public void close() {
    try (channel) {
      lock.release();
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED, "The lock of the data directory could not be released.", e);
    }
  }

  private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock(Long.MAX_VALUE - 1, 1, false);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static void requireEmpty(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        throw new VaneException(
            ErrorCode.START_REFUSED,
            "%s holds files (%s) and is no data directory of Vane. Choose an empty or a new directory with --data-dir."
                .formatted(directory, entry.getFileName()));
      }
    }
  }

  private static VaneException inUse(Path directory, OptionalLong owner) {
    return new VaneException(
        ErrorCode.DATA_DIRECTORY_IN_USE,
        "The data directory %s is in use by process %s. Stop that gateway, or choose another directory with --data-dir."
            .formatted(directory, owner.isPresent() ? owner.getAsLong() : "unknown"));
  }

  private static OptionalLong readPid(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(32);
    channel.read(buffer, 0);
    String text =
        new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  private static void writePid(FileChannel channel) throws IOException {
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)),
        0);
    channel.force(true);
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "");
  }
}
