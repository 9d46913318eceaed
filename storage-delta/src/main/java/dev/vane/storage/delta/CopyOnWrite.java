package dev.vane.storage.delta;

import dev.vane.spi.maintenance.Progress;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.NewFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Removing rows from a table by copying: the files that hold any of them are removed, and their
 * other rows are written into new ones. Used by one thread.
 */
final class CopyOnWrite {
  /** Bytes of old files that are copied by one statement, so that progress can be told. */
  private static final long STEP_BYTES = 512L << 20;

  private final Rewriting rewriting;
  private final DoomedRows doomed;

  CopyOnWrite(Rewriting rewriting) {
    this.rewriting = rewriting;
    this.doomed = new DoomedRows(rewriting.connection(), rewriting.state());
  }

  DoomedRows doomed() {
    return doomed;
  }

  /**
   * What becomes of the files.
   *
   * @param removed those that held rows that go
   * @param survivors those with their other rows
   */
  record Outcome(List<DataFile> removed, List<NewFile> survivors) {
    long survivingRows() {
      return survivors.stream().mapToLong(NewFile::rows).sum();
    }
  }

  /**
   * Copies the rows that stay.
   *
   * @param candidates the files that were searched
   */
  Outcome finish(List<DataFile> candidates, Progress progress) {
    TableState state = rewriting.state();
    Map<Path, Long> counts = doomed.byFile();
    List<DataFile> removed = new ArrayList<>();
    List<DataFile> copied = new ArrayList<>();
    for (DataFile file : candidates) {
      Long count = counts.get(DataPaths.resolve(state.path(), file));
      if (count != null) {
        removed.add(file);
        OptionalLong rows = TableState.countRows(List.of(file));
        if (rows.isEmpty() || rows.getAsLong() != count) {
          copied.add(file);
        }
      }
    }
    return new Outcome(removed, copy(copied, progress));
  }

  private List<NewFile> copy(List<DataFile> files, Progress progress) {
    List<NewFile> survivors = new ArrayList<>();
    for (int start = 0; start < files.size(); ) {
      progress.at("write", start, files.size());
      int end = start;
      long bytes = 0;
      while (end < files.size() && (end == start || bytes < STEP_BYTES)) {
        bytes += files.get(end++).bytes();
      }
      List<DataFile> step = files.subList(start, end);
      survivors.addAll(
          rewriting.write(
              doomed.survivors(step),
              Optional.empty(),
              TableState.countRows(step).orElse(1),
              bytes));
      start = end;
    }
    progress.at("write", files.size(), files.size());
    return survivors;
  }
}
