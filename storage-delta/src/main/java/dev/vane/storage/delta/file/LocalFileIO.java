package dev.vane.storage.delta.file;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The local disk: what is written is synced, and appears whole or not at all. */
public final class LocalFileIO implements FileIO {
  private final Path root;
  private final AtomicPublication publication;

  private LocalFileIO(Path root, AtomicPublication publication) {
    this.root = root.toAbsolutePath().normalize();
    this.publication = publication;
  }

  /**
   * Opens a directory.
   *
   * @param root of the file system that holds the tables
   * @throws VaneException {@link ErrorCode#STORAGE_FAILED} when it can't be written to
   */
  public static LocalFileIO in(Path root) {
    try {
      return new LocalFileIO(root, AtomicPublication.probe(root));
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The Delta folder %s can't be written to (%s). Check its owner and permissions."
              .formatted(root, e.getMessage()),
          e);
    }
  }

  /** Whether publication is a hard link, which every program minds. */
  public boolean usesHardLinks() {
    return publication.usesHardLinks();
  }

  @Override
  public Path root() {
    return root;
  }

  @Override
  public String location(Path path) {
    return path.toString();
  }

  @Override
  public boolean isFolder(Path folder) {
    return Files.isDirectory(folder);
  }

  @Override
  public List<Path> folders(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (isLink(entry) || Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          found.add(entry);
        }
      }
    }
    return found;
  }

  @Override
  public boolean isLink(Path path) {
    return Files.isSymbolicLink(path);
  }

  @Override
  public Optional<StoredFile> find(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isDirectory() ? Optional.empty() : Optional.of(stored(file, attributes));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static StoredFile stored(Path file, BasicFileAttributes attributes) {
    Instant modified = attributes.lastModifiedTime().toInstant();
    return new StoredFile(file, attributes.size(), modified, modified + " " + attributes.size());
  }

  @Override
  public List<StoredFile> list(Path folder, String from) throws IOException {
    List<StoredFile> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            folder,
            entry ->
                entry.getFileName().toString().compareTo(from) >= 0
                    && !AtomicPublication.isTemporary(entry))) {
      for (Path entry : entries) {
        find(entry).ifPresent(found::add);
      }
    } catch (NotDirectoryException e) {
      throw (IOException) new NoSuchFileException(folder.toString()).initCause(e);
    }
    found.sort(Comparator.comparing(StoredFile::name));
    return found;
  }

  @Override
  public void walk(Path folder, Predicate<Path> enters, Consumer<StoredFile> visitor)
      throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return directory.equals(folder) || enters.test(directory)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              visitor.accept(stored(file, attributes));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // Gone since it was listed.
            }
            throw failure;
          }
        });
  }

  @Override
  public InputStream read(Path file) throws IOException {
    return Files.newInputStream(file);
  }

  @Override
  public SeekableByteChannel open(Path file) throws IOException {
    return Files.newByteChannel(file, StandardOpenOption.READ);
  }

  @Override
  public Path temporary(Path target) {
    return AtomicPublication.temporaryFor(target);
  }

  @Override
  public void publish(Path temporary, Path target, boolean replace) throws IOException {
    try {
      force(temporary);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    publication.publish(temporary, target, replace);
  }

  @Override
  public void store(Collection<Path> files) throws IOException {
    for (Path file : files) {
      force(file);
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Syncs each parent, so that a new folder survives a power cut. */
  @Override
  public void makeFolder(Path folder) throws IOException {
    Set<Path> parents = new HashSet<>();
    for (Path missing = folder.toAbsolutePath(); !Files.exists(missing); ) {
      missing = AtomicPublication.parent(missing);
      parents.add(missing);
    }
    Files.createDirectories(folder);
    sync(parents);
  }

  @Override
  public void sync(Set<Path> folders) throws IOException {
    for (Path folder : folders) {
      AtomicPublication.syncDirectory(folder);
    }
  }

  @Override
  public boolean delete(Path file) throws IOException {
    return Files.deleteIfExists(file);
  }

  @Override
  public List<StoredFile> leftOvers(Path folder, Instant limit) throws IOException {
    List<StoredFile> found = new ArrayList<>();
    for (Path file : AtomicPublication.leftOvers(folder, limit)) {
      find(file).ifPresent(found::add);
    }
    return found;
  }

  /**
   * A path that is there is also safe from being taken for a pattern: the engine looks for the file
   * of exactly this name first.
   */
  @Override
  public void fetch(Path folder, Collection<WantedFile> files) throws IOException {
    Set<Path> directories = new HashSet<>();
    for (WantedFile file : files) {
      Path path = file.path();
      if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isRegularFile()) {
        throw new LeavesFolderException(path);
      }
      Path directory = path.getParent();
      if (directory != null
          && directories.add(directory)
          && !directory.toRealPath().startsWith(folder.toRealPath())) {
        throw new LeavesFolderException(path);
      }
    }
  }

  /** What is removed meanwhile is kept by the vacuum alone. */
  @Override
  public Reading reading() {
    return () -> {};
  }

  @Override
  public void close() {}
}
