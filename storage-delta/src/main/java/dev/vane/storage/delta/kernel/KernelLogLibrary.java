package dev.vane.storage.delta.kernel;

import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.log.DeltaLog;
import dev.vane.storage.delta.log.DeltaLogLibrary;
import java.nio.file.Path;

/** Delta logs through Delta Kernel, wherever their files are. */
public final class KernelLogLibrary implements DeltaLogLibrary {
  private final KernelEngine engine;
  private final LogCommitter committer;
  private final BackgroundWork background = new BackgroundWork();

  /**
   * @param store of the files of the tables, which stays the caller's
   * @param connections for reading and writing checkpoints
   * @param engineInfo how the history names this program
   */
  public KernelLogLibrary(FileIO store, ConnectionSource connections, String engineInfo) {
    KernelFiles files = new KernelFiles(store);
    this.engine = new KernelEngine(files, connections);
    this.committer = new LogCommitter(files, engineInfo);
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
