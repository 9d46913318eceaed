package dev.vane.gateway.query;

import dev.vane.pivot.cube.Cube;
import dev.vane.pivot.cube.CubeFile;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of cubes that had to leave memory. Safe for many threads. */
final class CubeFiles {
  private static final Logger LOG = LoggerFactory.getLogger(CubeFiles.class);

  private static final String PREFIX = "cube-";

  private final Path directory;
  private final BufferAllocator allocator;

  /** Deletes what a run that was killed has left. */
  CubeFiles(Path directory, BufferAllocator allocator) {
    this.directory = directory;
    this.allocator = allocator;
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*")) {
      left.forEach(this::delete);
    } catch (IOException e) {
      throw failed("looked for", e);
    }
  }

  BufferAllocator allocator() {
    return allocator;
  }

  /**
   * Writes a cube to a file of its own.
   *
   * @throws VaneException {@link ErrorCode#STORAGE_FAILED}; nothing is then left
   */
  Path write(Cube cube, int rowKeys) {
    Path file = directory.resolve(PREFIX + UUID.randomUUID() + ".arrow");
    try {
      CubeFile.write(cube, rowKeys, file, allocator);
      return file;
    } catch (IOException e) {
      delete(file);
      throw failed("written", e);
    }
  }

  /**
   * Reads a cube, which is the caller's.
   *
   * @throws VaneException {@link ErrorCode#STORAGE_FAILED}
   */
  Cube read(Path file, int rowKeys, int columnKeys) {
    try {
      return CubeFile.read(file, rowKeys, columnKeys, allocator);
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("The file of a dropped cube was not deleted; the next start does it", e);
    }
  }

  private static VaneException failed(String what, IOException cause) {
    return new VaneException(
        ErrorCode.STORAGE_FAILED,
        "A pivot's cube could not be %s in the data directory. Check the disk, and ask again."
            .formatted(what),
        cause);
  }
}
