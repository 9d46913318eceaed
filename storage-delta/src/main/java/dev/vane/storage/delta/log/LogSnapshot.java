package dev.vane.storage.delta.log;

import java.util.List;

/** One version of a table's log. Immutable and safe for many threads. */
public interface LogSnapshot {
  long version();

  TableMetadata metadata();

  /** Features that a reader of the table has to know, by name. */
  List<String> readerFeatures();

  /** The active files, in no order. Read from the log on the first call, then kept. */
  List<DataFile> files();

  /** The positions of the rows of a file that are deleted, ascending; empty for none. */
  long[] deletedRows(DataFile file);
}
