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
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Removing rows from a table: the files that hold any of them are removed, and their other rows are
 * written into new ones. Where the table has deletion vectors nothing is copied, and the files stay
 * with their rows marked. Used by one thread.
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
   * @param marked those of the removed ones that stay, with other deletion vectors
   */
  record Outcome(List<DataFile> removed, List<NewFile> survivors, List<DataFile> marked) {
    /** The files that are no part of the table any more. */
    List<DataFile> gone() {
      Set<String> staying = marked.stream().map(DataFile::path).collect(Collectors.toSet());
      return removed.stream().filter(file -> !staying.contains(file.path())).toList();
    }

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
        rewriting.folder(),
        (files, rows, bytes) -> {
          progress.at("write", done[0], candidates.size());
          done[0] += files.size();
          return rewriting.write(doomed.survivors(files), Optional.empty(), rows, bytes);
        });
  }

  static Outcome outcome(
      TableState state,
      DoomedRows doomed,
      List<DataFile> candidates,
      StagingFolder folder,
      Copy copy) {
    boolean marks = MarkedRows.isUsed(state);
    Map<Path, Long> counts = doomed.byFile();
    List<DataFile> removed = new ArrayList<>();
    List<DataFile> copied = new ArrayList<>();
    List<DataFile> marked = new ArrayList<>();
    for (DataFile file : candidates) {
      Long count = counts.get(DataPaths.resolve(state.path(), file));
      if (count != null) {
        removed.add(file);
        OptionalLong rows = TableState.countRows(List.of(file));
        if (rows.isEmpty() || rows.getAsLong() != count) {
          // A file with a vector must tell how many rows it holds.
          (marks && rows.isPresent() ? marked : copied).add(file);
        }
      }
    }
    if (!copied.isEmpty()) {
      Rewriting.requireRewritable(state);
    }
    List<NewFile> survivors = copy(copied, copy);
    return new Outcome(removed, survivors, MarkedRows.write(state, doomed, marked, folder));
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
