package dev.vane.storage.delta;

import dev.vane.spi.AsOf;
import dev.vane.spi.ColumnCondition;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.TableId;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.hot.HotSegment;
import dev.vane.storage.delta.log.DataFile;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One version of a Delta table, and the hot rows on top of it. Its files stay on disk until
 * somebody vacuums the table.
 */
final class DeltaTableSnapshot implements TableSnapshot {
  private final TableId table;
  private final TableState state;
  private final AsOf asOf;
  private final ReadSession session;
  private final List<HotSegment> segments;
  private @Nullable Schema schema;
  private long rows;

  DeltaTableSnapshot(
      TableId table, TableState state, AsOf asOf, ReadSession session, List<HotSegment> segments) {
    this.segments = segments;
    this.table = table;
    this.state = state;
    this.asOf = asOf;
    this.session = session;
    this.rows = state.rows().orElse(-1);
  }

  @Override
  public TableId table() {
    return table;
  }

  @Override
  public long version() {
    return state.snapshot().version();
  }

  @Override
  public synchronized Schema schema() {
    if (schema == null) {
      String empty = new RelationSql(state).of(List.of());
      schema = session.describe(SqlQuery.of("SELECT * FROM " + empty));
    }
    return schema;
  }

  @Override
  public List<String> partitionColumns() {
    return state.partitionColumns();
  }

  /** From the log, or by counting where a writer left the number out. */
  @Override
  public synchronized long rowCount() {
    if (rows < 0) {
      rows = count();
    }
    return rows + hotRows();
  }

  @Override
  public long hotRows() {
    return segments.stream().mapToLong(HotSegment::rows).sum();
  }

  /** Segments get more rows while the version stays. */
  @Override
  public String revision() {
    return segments.stream()
        .map(segment -> "+" + segment.number() + ":" + segment.commits())
        .collect(Collectors.joining("", Long.toString(version()), ""));
  }

  private long count() {
    String text = "SELECT count(*) FROM " + new RelationSql(state).of(requiredFiles(List.of()));
    try (QueryResult result = session.execute(SqlQuery.of(text), QueryLimits.none())) {
      return result.next() ? ((BigIntVector) result.batch().getVector(0)).get(0) : 0;
    }
  }

  @Override
  public Relation relation(List<ColumnCondition> conditions) {
    List<DataFile> files = requiredFiles(conditions);
    return new Relation(
        withHot(new RelationSql(state).of(files)),
        files.size(),
        state.snapshot().files().size() - files.size());
  }

  private String withHot(String files) {
    return segments.isEmpty()
        ? files
        : segments.stream()
            .map(segment -> segment.select(state.schema()))
            .collect(
                Collectors.joining(" UNION ALL ", "(SELECT * FROM " + files + " UNION ALL ", ")"));
  }

  private List<DataFile> requiredFiles(List<ColumnCondition> conditions) {
    List<DataFile> files = state.files(conditions);
    requireFiles(files);
    return files;
  }

  /** That files of the newest version are gone is damage; those of older ones are vacuumed. */
  private void requireFiles(List<DataFile> files) {
    try {
      state.requireFiles(files);
    } catch (VaneException e) {
      if (asOf instanceof AsOf.Latest || !(e.getCause() instanceof NoSuchFileException)) {
        throw e;
      }
      throw new VaneException(
          ErrorCode.VERSION_NOT_FOUND,
          "Version %d of the Delta table %s can't be read any more: its files were vacuumed. Ask for a later one."
              .formatted(version(), Names.quoted(table.name())),
          e);
    }
  }
}
