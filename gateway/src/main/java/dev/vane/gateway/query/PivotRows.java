package dev.vane.gateway.query;

import dev.vane.gateway.catalog.CatalogService;
import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.source.SourceCheck;
import dev.vane.pivot.source.SourceStep;
import dev.vane.pivot.source.Sources;
import dev.vane.pivot.source.TableReference;
import dev.vane.spi.AsOf;
import dev.vane.spi.ColumnCondition;
import dev.vane.spi.Dialect;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Relation;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The rows that a pivot is about: those of its table, and what the tables joined to it add, each of
 * one version. Good for as long as the session is open.
 *
 * @param tables the pivot's own, then the joined ones
 */
record PivotRows(List<TableSnapshot> tables, Sources sources) {
  PivotRows {
    tables = List.copyOf(tables);
  }

  /**
   * Opens the tables in the versions that the question asks for.
   *
   * @param versions those that the tables must have; empty for any
   * @throws VaneException {@link ErrorCode#RESULT_EXPIRED} where a table no longer has its version
   */
  static PivotRows open(
      PivotSpec spec,
      List<Long> versions,
      CatalogService catalog,
      Dialect dialect,
      ReadSession session) {
    List<TableSnapshot> tables = new ArrayList<>();
    int count = spec.sources().size() + 1;
    if (!versions.isEmpty() && versions.size() != count) {
      throw new VaneException(
          ErrorCode.COMMAND_INVALID,
          "versions has %d versions, and the question reads %d tables; send those that its answer told."
              .formatted(versions.size(), count));
    }
    for (int index = 0; index < count; index++) {
      TableReference table = index == 0 ? spec.table() : spec.sources().get(index - 1).table();
      AsOf asOf = index == 0 ? spec.asOf() : spec.sources().get(index - 1).asOf();
      TableSnapshot snapshot = catalog.snapshot(table.path(), asOf, session);
      tables.add(
          versions.isEmpty() || versions.get(index) == snapshot.version()
              ? snapshot
              : earlier(table, snapshot, versions.get(index), catalog, session));
    }
    if (spec.comparedTo().isPresent()) {
      TableSnapshot other = catalog.snapshot(spec.table().path(), spec.comparedTo().get(), session);
      tables.set(0, ComparedSnapshots.of(tables.get(0), other, dialect));
    }
    List<SourceStep> steps = spec.sources();
    return new PivotRows(
        tables,
        Sources.bind(
            steps,
            tables.get(0).schema(),
            tables.stream().skip(1).map(TableSnapshot::schema).toList()));
  }

  private static TableSnapshot earlier(
      TableReference table,
      TableSnapshot newest,
      long version,
      CatalogService catalog,
      ReadSession session) {
    try {
      return catalog.snapshot(table.path(), new AsOf.Version(version), session);
    } catch (VaneException e) {
      if (e.code() != ErrorCode.OPTION_UNSUPPORTED) {
        throw e;
      }
      throw new VaneException(
          ErrorCode.RESULT_EXPIRED,
          "The cell is of version %d of %s, which is at version %d now and keeps no older ones. Ask the pivot again, and then for the rows of its cell."
              .formatted(version, Names.quoted(newest.table().name()), newest.version()),
          e);
    }
  }

  Schema schema() {
    return sources.schema();
  }

  List<Long> versions() {
    return tables.stream().map(TableSnapshot::version).toList();
  }

  /** The tables and what they hold, in one text. */
  String identity() {
    return tables.stream()
        .map(table -> table.table() + " at " + table.revision())
        .collect(Collectors.joining(", "));
  }

  /** Rows of the pivot's own table. */
  long rowCount() {
    return tables.get(0).rowCount();
  }

  /** How the engine reads the rows, leaving out what cannot match the conditions. */
  Relation relation(List<ColumnCondition> conditions, Dialect dialect) {
    return sources.rows(tables.get(0).relation(sources.onTable(conditions)), joined(), dialect);
  }

  private List<Relation> joined() {
    return tables.stream().skip(1).map(table -> table.relation(List.of())).toList();
  }

  /** Looks for what would make numbers wrong, such as a row of a table that joins another twice. */
  void requireSound(ReadSession session, QueryLimits limits, Dialect dialect) {
    for (SourceCheck check : sources.checks(joined(), dialect)) {
      try (QueryResult result = session.execute(check.query(), limits)) {
        while (result.next()) {
          if (result.batch().getRowCount() > 0) {
            throw check.error(String.valueOf(result.batch().getVector(0).getObject(0)));
          }
        }
      }
    }
  }
}
