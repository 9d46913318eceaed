package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.spi.RowChange;
import dev.vane.spi.RowUpdate;
import dev.vane.spi.StopSignal;
import dev.vane.spi.maintenance.Progress;
import dev.vane.storage.delta.log.CommitConflictException;
import dev.vane.storage.delta.log.CommitOutcomeUnknownException;
import dev.vane.storage.delta.log.CommitPlan;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.NewFile;
import dev.vane.storage.delta.log.ReadSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives rows new values: they are removed where they are, as a delete does it, and written as they
 * are afterwards into files of their own, in one commit.
 */
final class Update {
  private final TableFolder folder;
  private final OpenFiles openFiles;
  private final DuckDbEngine engine;

  Update(TableFolder folder, OpenFiles openFiles, DuckDbEngine engine) {
    this.folder = folder;
    this.openFiles = openFiles;
    this.engine = engine;
  }

  /**
   * @param stop obeyed until the commit begins
   */
  RowChange run(List<RowUpdate> updates, StopSignal stop) {
    return LogChange.run(folder, openFiles, state -> update(state, updates, stop));
  }

  private RowChange update(TableState state, List<RowUpdate> updates, StopSignal stop)
      throws CommitConflictException, CommitOutcomeUnknownException {
    TableRules.requireRemovable(state);
    Rewriting.requireRewritable(state);
    TableRules rules = new TableRules(state, folder.id().name());
    rules.requireKept(state.schema());
    List<DataFile> files = state.snapshot().files();
    state.requireFiles(files);
    try (Rewriting rewriting =
        new Rewriting(engine.connect(stop), openFiles, state, DeltaOptions.DEFAULTS)) {
      UpdatedRows updated = new UpdatedRows(rewriting.connection(), state);
      long met = updates.stream().mapToLong(update -> updated.apply(update, files)).sum();
      if (met == 0) {
        return new RowChange(state.snapshot().version(), false, 0);
      }
      updated.keep(rules, assigned(updates));
      CommitPlan plan = plan(rewriting, updated, files);
      stop.requireGoing();
      long version = folder.log().commit(plan);
      rewriting.keep();
      return new RowChange(version, true, met);
    }
  }

  private static Set<String> assigned(List<RowUpdate> updates) {
    return updates.stream()
        .flatMap(update -> update.assignments().stream())
        .map(RowUpdate.Assignment::column)
        .collect(Collectors.toSet());
  }

  private static CommitPlan plan(Rewriting rewriting, UpdatedRows updated, List<DataFile> files) {
    CopyOnWrite change = new CopyOnWrite(rewriting);
    updated.doom(change.doomed());
    CopyOnWrite.Outcome outcome = change.finish(files, Progress.NONE);
    List<NewFile> added = new ArrayList<>(outcome.survivors());
    added.addAll(
        rewriting.write(
            updated.relation(),
            Optional.empty(),
            updated.rows(),
            outcome.removed().stream().mapToLong(DataFile::bytes).sum()));
    return CommitPlan.on(Optional.of(rewriting.state().snapshot()), "UPDATE")
        .reads(ReadSet.EVERYTHING)
        .removal(CommitPlan.Removal.replaced(outcome.removed()))
        .adds(added)
        .marked(outcome.marked())
        .changes(rewriting.updates(change.doomed(), outcome, updated.relation()))
        .parameters(Map.of("predicate", "[]"))
        .metrics(
            Map.of(
                "numRemovedFiles", Integer.toString(outcome.gone().size()),
                "numDeletionVectorsAdded", Integer.toString(outcome.marked().size()),
                "numAddedFiles", Integer.toString(added.size()),
                "numUpdatedRows", Long.toString(updated.rows()),
                "numCopiedRows", Long.toString(outcome.survivingRows())))
        .build();
  }
}
