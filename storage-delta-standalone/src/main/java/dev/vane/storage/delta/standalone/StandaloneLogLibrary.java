package dev.vane.storage.delta.standalone;

import dev.vane.storage.delta.file.LocalFileIO;
import dev.vane.storage.delta.log.DeltaLog;
import dev.vane.storage.delta.log.DeltaLogLibrary;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Delta logs through Delta Standalone on the local disk. */
final class StandaloneLogLibrary implements DeltaLogLibrary {
  private final LocalFileIO store;
  private final Configuration configuration;
  private final String engineInfo;

  /**
   * Opens it.
   *
   * @param store of the files of the tables
   * @param engineInfo how the history names this program
   */
  StandaloneLogLibrary(LocalFileIO store, String engineInfo) {
    this.store = store;
    this.engineInfo = engineInfo;
    this.configuration = new Configuration(false);
    // The checksummed file system leaves .crc files in logs, and trusts them over the log.
    configuration.set("fs.file.impl", RawLocalFileSystem.class.getName());
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    configuration.set("delta.logStore.file.impl", StandaloneLogStore.class.getName());
    configuration.setBoolean(LinkLogStore.HARD_LINKS, store.usesHardLinks());
  }

  @Override
  public DeltaLog open(Path table) {
    return new StandaloneLog(table, store, configuration, engineInfo);
  }

  /** Nothing runs behind commits: Standalone writes its checkpoints within them. */
  @Override
  public void close() {}
}
