package dev.vane.storage.delta;

import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.log.DeltaLog;
import dev.vane.storage.delta.log.LogSnapshot;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A folder that holds a table, or will. Safe for use by many threads. */
final class TableFolder {
  /** Reader features that this backend honours itself; Kernel may know more. */
  private static final Set<String> HONOURED =
      Set.of(
          "columnMapping",
          "deletionVectors",
          "timestampNtz",
          "typeWidening",
          "typeWidening-preview",
          "v2Checkpoint",
          "vacuumProtocolCheck");

  private final TableId id;
  private final Path path;
  private final DeltaLog log;
  private volatile @Nullable TableState newest;

  TableFolder(TableId id, Path path, DeltaLog log) {
    this.id = id;
    this.path = path;
    this.log = log;
  }

  TableId id() {
    return id;
  }

  Path path() {
    return path;
  }

  DeltaLog log() {
    return log;
  }

  /** Where the table's files are. */
  FileIO store() {
    return log.files();
  }

  /**
   * The table at a version.
   *
   * @return empty when there is no table in the folder
   * @throws VaneException when it can't be served
   */
  Optional<TableState> state(AsOf asOf) {
    return log.snapshot(asOf).map(this::state);
  }

  /**
   * The table at a version.
   *
   * @throws VaneException {@link ErrorCode#TABLE_NOT_FOUND} when it was dropped meanwhile
   */
  TableState require(AsOf asOf) {
    return state(asOf)
        .orElseThrow(
            () ->
                new VaneException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "The Delta table %s is gone; its folder has no log any more."
                        .formatted(Names.quoted(id.name()))));
  }

  private TableState state(LogSnapshot snapshot) {
    TableState known = newest;
    if (known != null && known.snapshot() == snapshot) {
      return known;
    }
    Set<String> unknown = new TreeSet<>(snapshot.readerFeatures());
    unknown.removeAll(HONOURED);
    if (!unknown.isEmpty()) {
      throw new VaneException(
          ErrorCode.TABLE_UNREADABLE,
          "The Delta table %s needs the table feature %s, which is not supported."
              .formatted(Names.quoted(id.name()), String.join(", ", unknown)));
    }
    TableState state = TableState.of(log.files(), path, snapshot);
    newest = state;
    return state;
  }
}
