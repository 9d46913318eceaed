package dev.vane.storage.delta.kernel;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.log.AtomicPublication;
import dev.vane.storage.delta.log.DeltaLog;
import dev.vane.storage.delta.log.DeltaLogLibrary;
import java.io.IOException;
import java.nio.file.Path;

/** Delta logs through Delta Kernel on the local disk. */
public final class KernelLogLibrary implements DeltaLogLibrary {
  private final KernelEngine engine;
  private final LogCommitter committer;
  private final BackgroundWork background = new BackgroundWork();

  /**
   * @param root a directory of the file system that holds the tables
   * @param connections for reading and writing checkpoints
   * @param engineInfo how the history names this program
   */
  public KernelLogLibrary(Path root, ConnectionSource connections, String engineInfo) {
    try {
      LocalFiles files = new LocalFiles(AtomicPublication.probe(root));
      this.engine = new KernelEngine(files, connections);
      this.committer = new LogCommitter(files, engineInfo);
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The Delta folder %s can't be written to (%s). Check its owner and permissions."
              .formatted(root, e.getMessage()),
          e);
    }
  }

  @Override
  public DeltaLog open(Path table) {
    return new KernelLog(table, engine, committer, background);
  }

  @Override
  public void close() {
    background.close();
  }
}
