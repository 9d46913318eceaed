package dev.vane.storage.delta.standalone;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.log.AtomicPublication;
import dev.vane.storage.delta.log.DeltaLog;
import dev.vane.storage.delta.log.DeltaLogLibrary;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Delta logs through Delta Standalone on the local disk. */
final class StandaloneLogLibrary implements DeltaLogLibrary {
  private final Configuration configuration;
  private final String engineInfo;

  /**
   * Opens it.
   *
   * @param root a directory of the file system that holds the tables
   * @param engineInfo how the history names this program
   */
  StandaloneLogLibrary(Path root, String engineInfo) {
    this.engineInfo = engineInfo;
    this.configuration = new Configuration(false);
    // The checksummed file system leaves .crc files in logs, and trusts them over the log.
    configuration.set("fs.file.impl", RawLocalFileSystem.class.getName());
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    configuration.set("delta.logStore.file.impl", LinkLogStore.class.getName());
    try {
      configuration.setBoolean(
          LinkLogStore.HARD_LINKS, AtomicPublication.probe(root).usesHardLinks());
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
    return new StandaloneLog(table, configuration, engineInfo);
  }

  /** Nothing runs behind commits: Standalone writes its checkpoints within them. */
  @Override
  public void close() {}
}
