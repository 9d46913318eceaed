package dev.vane.storage.delta.kernel;

import dev.vane.storage.delta.file.AtomicPublication;
import dev.vane.storage.delta.file.StoredFile;
import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A store of files as Kernel sees it, which names files in {@link KernelPaths its own form}. */
final class KernelFiles implements FileIO {
  private final dev.vane.storage.delta.file.FileIO store;

  KernelFiles(dev.vane.storage.delta.file.FileIO store) {
    this.store = store;
  }

  dev.vane.storage.delta.file.FileIO store() {
    return store;
  }

  @Override
  public CloseableIterator<FileStatus> listFrom(String filePath) throws IOException {
    Path from = KernelPaths.fromKernel(filePath);
    try {
      return Utils.toCloseableIterator(
          store.list(AtomicPublication.parent(from), String.valueOf(from.getFileName())).stream()
              .map(KernelFiles::status)
              .iterator());
    } catch (NoSuchFileException e) {
      throw fileNotFound(filePath, e);
    }
  }

  @Override
  public FileStatus getFileStatus(String path) throws IOException {
    return store
        .find(KernelPaths.fromKernel(path))
        .map(KernelFiles::status)
        .orElseThrow(() -> new FileNotFoundException(path));
  }

  private static FileStatus status(StoredFile file) {
    return FileStatus.of(
        KernelPaths.toKernel(file.path()), file.bytes(), file.modified().toEpochMilli());
  }

  @Override
  public String resolvePath(String path) {
    return KernelPaths.toKernel(KernelPaths.fromKernel(path));
  }

  @Override
  public boolean mkdirs(String path) throws IOException {
    store.makeFolder(KernelPaths.fromKernel(path).toAbsolutePath());
    return true;
  }

  @Override
  public InputFile newInputFile(String path, long fileSize) {
    return new KernelInputFile(path, fileSize, store);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return new KernelOutputFile(path, store);
  }

  @Override
  public boolean delete(String path) throws IOException {
    return store.delete(KernelPaths.fromKernel(path));
  }

  @Override
  public Optional<String> getConf(String key) {
    return Optional.empty();
  }

  @Override
  public void copyFileAtomically(String source, String target, boolean overwrite)
      throws IOException {
    Path destination = KernelPaths.fromKernel(target);
    Path temporary = store.temporary(destination);
    try (InputStream content = store.read(KernelPaths.fromKernel(source))) {
      Files.copy(content, temporary);
    }
    store.publish(temporary, destination, overwrite);
  }

  static IOException inKernelsTerms(IOException e) {
    return e instanceof NoSuchFileException ? fileNotFound(String.valueOf(e.getMessage()), e) : e;
  }

  /** Kernel knows a file that isn't there, such as one it tries on suspicion, by this class. */
  static FileNotFoundException fileNotFound(String path, IOException cause) {
    FileNotFoundException exception = new FileNotFoundException(path);
    exception.initCause(cause);
    return exception;
  }
}
