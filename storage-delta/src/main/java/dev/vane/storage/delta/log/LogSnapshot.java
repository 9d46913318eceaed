package dev.vane.storage.delta.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One version of a table's log. Immutable and safe for many threads. */
public interface LogSnapshot {
  long version();

  TableMetadata metadata();

  /** When the version was committed, as time travel sees it. */
  Instant committedAt();

  TableProtocol protocol();

  /** Features that a reader of the table has to know, by name. */
  default List<String> readerFeatures() {
    return protocol().readerFeatures();
  }

  /** The active files, in no order. Read from the log on the first call, then kept. */
  List<DataFile> files();

  /**
   * Files that are not active any more, as far as the log still knows: at least those that were
   * removed within the table's own retention. Read anew on each call.
   */
  List<RemovedFile> removedFiles();

  /**
   * The last identifier that each application gave a commit. Read from the log on the first call,
   * then kept.
   */
  Map<String, LastTransaction> transactions();

  /** The positions of the rows of a file that are deleted, ascending; empty for none. */
  long[] deletedRows(DataFile file);
}
