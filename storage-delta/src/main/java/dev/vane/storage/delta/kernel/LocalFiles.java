package dev.vane.storage.delta.kernel;

import dev.vane.storage.delta.log.AtomicPublication;
import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The local disk as Kernel sees it: what is written is synced, and appears whole or not at all. */
final class LocalFiles implements FileIO {
  private final AtomicPublication publication;

  LocalFiles(AtomicPublication publication) {
    this.publication = publication;
  }

  AtomicPublication publication() {
    return publication;
  }

  @Override
  public CloseableIterator<FileStatus> listFrom(String filePath) throws IOException {
    Path from = LocalPaths.fromKernel(filePath);
    String first = from.getFileName().toString();
    List<FileStatus> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            AtomicPublication.parent(from),
            entry ->
                entry.getFileName().toString().compareTo(first) >= 0
                    && !AtomicPublication.isTemporary(entry))) {
      for (Path entry : entries) {
        statusIfFile(entry).ifPresent(found::add);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw fileNotFound(filePath, e);
    }
    found.sort(Comparator.comparing(FileStatus::getPath));
    return Utils.toCloseableIterator(found.iterator());
  }

  @Override
  public FileStatus getFileStatus(String path) throws IOException {
    return statusIfFile(LocalPaths.fromKernel(path))
        .orElseThrow(() -> new FileNotFoundException(path));
  }

  /** Empty for a directory and for what vanished since it was listed. */
  private static Optional<FileStatus> statusIfFile(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isDirectory()
          ? Optional.empty()
          : Optional.of(
              FileStatus.of(
                  LocalPaths.toKernel(file),
                  attributes.size(),
                  attributes.lastModifiedTime().toMillis()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public String resolvePath(String path) {
    return LocalPaths.toKernel(LocalPaths.fromKernel(path));
  }

  /** Makes the directories and syncs each parent, so that a new table survives a power cut. */
  @Override
  public boolean mkdirs(String path) throws IOException {
    Path directory = LocalPaths.fromKernel(path).toAbsolutePath();
    List<Path> parents = new ArrayList<>();
    for (Path missing = directory; !Files.exists(missing); ) {
      missing = AtomicPublication.parent(missing);
      parents.add(missing);
    }
    Files.createDirectories(directory);
    for (Path parent : parents) {
      AtomicPublication.syncDirectory(parent);
    }
    return true;
  }

  @Override
  public InputFile newInputFile(String path, long fileSize) {
    return new LocalInputFile(path, fileSize);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return new LocalOutputFile(path, publication);
  }

  @Override
  public boolean delete(String path) throws IOException {
    return Files.deleteIfExists(LocalPaths.fromKernel(path));
  }

  @Override
  public Optional<String> getConf(String key) {
    return Optional.empty();
  }

  @Override
  public void copyFileAtomically(String source, String target, boolean overwrite)
      throws IOException {
    Path destination = LocalPaths.fromKernel(target);
    Path temporary = AtomicPublication.temporaryFor(destination);
    Files.copy(LocalPaths.fromKernel(source), temporary);
    LocalOutputFile.sync(temporary);
    publication.publish(temporary, destination, overwrite);
  }

  private static FileNotFoundException fileNotFound(String path, IOException cause) {
    FileNotFoundException exception = new FileNotFoundException(path);
    exception.initCause(cause);
    return exception;
  }
}
