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

  /** Writes the surviving rows of some files anew. */
  interface Copy {
    List<NewFile> survivors(List<DataFile> files, long rows, long bytes);
  }

  /**
   * Copies the rows that stay.
   *
   * @param candidates the files that were searched
   */
  Outcome finish(List<DataFile> candidates, Progress progress) {
    int[] done = new int[1];
    return outcome(
        rewriting.state(),
        doomed,
        candidates,
        (files, rows, bytes) -> {
          progress.at("write", done[0], candidates.size());
          done[0] += files.size();
          return rewriting.write(doomed.survivors(files), Optional.empty(), rows, bytes);
        });
  }

  static Outcome outcome(
      TableState state, DoomedRows doomed, List<DataFile> candidates, Copy copy) {
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
    return new Outcome(removed, copy(copied, copy));
  }

  private static List<NewFile> copy(List<DataFile> files, Copy copy) {
    List<NewFile> survivors = new ArrayList<>();
    for (int start = 0; start < files.size(); ) {
      int end = start;
      long bytes = 0;
      while (end < files.size() && (end == start || bytes < STEP_BYTES)) {
        bytes += files.get(end++).bytes();
      }
      List<DataFile> step = files.subList(start, end);
      survivors.addAll(copy.survivors(step, TableState.countRows(step).orElse(1), bytes));
      start = end;
    }
    return survivors;
  }
}
