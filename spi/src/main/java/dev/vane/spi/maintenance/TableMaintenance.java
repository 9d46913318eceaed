package dev.vane.spi.maintenance;

import dev.vane.spi.AsOf;
import dev.vane.spi.RowCondition;
import dev.vane.spi.TableId;
import java.util.List;

/**
 * Maintenance of tables. Each change is one atomic commit or none, readers that are at work go on
 * reading what they opened, and a change that meets another writer either takes it into account or
 * is refused with {@link dev.vane.spi.ErrorCode#WRITE_CONFLICT}. Safe for many threads. Every
 * method throws {@link dev.vane.spi.VaneException}, {@link dev.vane.spi.ErrorCode#TABLE_NOT_FOUND}
 * where there is no such table.
 */
public interface TableMaintenance {
  TableDetail describe(TableId table);

  /** The newest commits that the log still has, newest first. */
  List<HistoryEntry> history(TableId table, int limit);

  /**
   * Removes files that no version within the retention needs, those that a crash left included.
   *
   * @throws dev.vane.spi.VaneException {@link dev.vane.spi.ErrorCode#RETENTION_UNSAFE} when the
   *     retention is below the table's own and it was not forced
   */
  VacuumReport vacuum(TableId table, VacuumRequest request, Progress progress);

  /**
   * Moves the rows that are hot now into the table's files, so that its newest version has them.
   */
  ChangeReport flush(TableId table, Progress progress);

  /** Makes the content and the schema those of an older version, as a new version. */
  ChangeReport restore(TableId table, AsOf version);

  /** Writes small files, and files with deleted rows, together. */
  ChangeReport optimize(TableId table, OptimizeRequest request, Progress progress);

  /** Writes a checkpoint of the newest version, from which readers start. */
  CheckpointReport checkpoint(TableId table);

  /** Makes a folder of Parquet files a table; the files stay as they are. */
  ChangeReport convert(TableId table, ConvertRequest request, Progress progress);

  /** Removes the rows that fulfil a condition. */
  ChangeReport delete(TableId table, RowCondition condition, Progress progress);
}
