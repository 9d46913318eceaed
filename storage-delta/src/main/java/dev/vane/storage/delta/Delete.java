package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.DuckDbErrors;
import dev.vane.spi.RowCondition;
import dev.vane.spi.StopSignal;
import dev.vane.spi.VaneException;
import dev.vane.spi.maintenance.ChangeReport;
import dev.vane.spi.maintenance.FileCount;
import dev.vane.spi.maintenance.Progress;
import dev.vane.storage.delta.log.CommitConflictException;
import dev.vane.storage.delta.log.CommitOutcomeUnknownException;
import dev.vane.storage.delta.log.CommitPlan;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.ReadSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Removes rows by a condition. */
final class Delete {
  private final TableFolder folder;
  private final OpenFiles openFiles;
  private final DuckDbEngine engine;

  Delete(TableFolder folder, OpenFiles openFiles, DuckDbEngine engine) {
    this.folder = folder;
    this.openFiles = openFiles;
    this.engine = engine;
  }

  ChangeReport where(RowCondition condition, Progress progress, StopSignal stop) {
    return LogChange.run(folder, openFiles, state -> delete(state, condition, progress, stop));
  }

  private ChangeReport delete(
      TableState state, RowCondition condition, Progress progress, StopSignal stop)
      throws CommitConflictException, CommitOutcomeUnknownException {
    TableRules.requireRemovable(state);
    List<DataFile> candidates = state.files(condition.conditions());
    state.requireFiles(candidates);
    progress.at("search", 0, candidates.size());
    try (Rewriting rewriting =
        new Rewriting(engine.connect(stop), openFiles, state, DeltaOptions.DEFAULTS)) {
      CopyOnWrite change = new CopyOnWrite(rewriting);
      long deleted = doom(change.doomed(), candidates, condition);
      if (deleted == 0) {
        return ChangeReport.unchanged(state.snapshot().version());
      }
      progress.at("search", candidates.size(), candidates.size());
      CopyOnWrite.Outcome outcome = change.finish(candidates, progress);
      stop.requireGoing();
      long version =
          folder
              .log()
              .commit(
                  CommitPlan.on(Optional.of(state.snapshot()), "DELETE")
                      .reads(ReadSet.of(file -> state.mayMatch(file, condition.conditions())))
                      .removal(CommitPlan.Removal.replaced(outcome.removed()))
                      .adds(outcome.survivors())
                      .marked(outcome.marked())
                      .changes(rewriting.changes(change.doomed(), outcome))
                      .parameters(Map.of("predicate", "[]"))
                      .metrics(
                          Map.of(
                              "numRemovedFiles", Integer.toString(outcome.gone().size()),
                              "numDeletionVectorsAdded", Integer.toString(outcome.marked().size()),
                              "numAddedFiles", Integer.toString(outcome.survivors().size()),
                              "numDeletedRows", Long.toString(deleted),
                              "numCopiedRows", Long.toString(outcome.survivingRows())))
                      .build());
      rewriting.keep();
      List<DataFile> gone = outcome.gone();
      FileCount removed = FileCounts.of(gone, outcome.survivingRows() + deleted);
      return new ChangeReport(version, true, FileCounts.of(outcome.survivors()), removed);
    }
  }

  private static long doom(DoomedRows doomed, List<DataFile> candidates, RowCondition condition) {
    try {
      return doomed.add(
          candidates,
          RowCondition.ALIAS,
          "WHERE " + condition.predicate().text(),
          condition.predicate().parameters());
    } catch (VaneException failure) {
      throw DuckDbErrors.ofExpression(failure);
    }
  }
}
