package dev.vane.gateway.statement;

import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.catalog.TablePath;
import dev.vane.gateway.ingest.IngestCommand;
import dev.vane.gateway.query.SqlContext;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.ReadSession;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import java.util.List;
import java.util.Optional;

/** Where a statement or a bulk ingest of SQL writes to. Safe for many threads. */
public final class WriteTargets {
  private final QueryEngine engine;
  private final CatalogService catalog;
  private final String defaultBackend;

  /**
   * @param defaultBackend where a new table goes whose name says none
   */
  public WriteTargets(QueryEngine engine, CatalogService catalog, String defaultBackend) {
    this.engine = engine;
    this.catalog = catalog;
    this.defaultBackend = defaultBackend;
  }

  /** What becomes of a table that a bulk ingest finds or does not find. */
  public record Existence(boolean required, WriteMode mode) {}

  /**
   * The command of a bulk ingest.
   *
   * @param backend the target's catalog; empty for the session's
   * @param schema the target's schema; empty for the session's
   * @throws VaneException TABLE_NOT_FOUND when the table is required and missing
   */
  public IngestCommand ingest(
      Optional<String> backend,
      Optional<String> schema,
      String table,
      Existence existence,
      SqlContext context) {
    TablePath path =
        new TablePath(
            backend.or(context::catalog),
            schema.or(context::schema).orElse(TableId.DEFAULT_SCHEMA),
            table);
    if (existence.required() && find(path).isEmpty()) {
      throw missing(path);
    }
    return command(path, existence.mode());
  }

  /** The stream that writes to a table in a mode; it is named after the table. */
  IngestCommand command(TablePath path, WriteMode mode) {
    if (path.backend().isPresent() || !path.schema().equals(TableId.DEFAULT_SCHEMA)) {
      String backend =
          path.backend().or(() -> find(path).map(TableId::backend)).orElse(defaultBackend);
      return IngestCommand.ofPath(List.of(backend, path.schema(), path.table()), mode);
    }
    return IngestCommand.ofPath(List.of(path.table()), mode);
  }

  /** The table of a path, if there is one. */
  Optional<TableId> find(TablePath path) {
    try (ReadSession session = engine.openSession()) {
      return Optional.of(catalog.snapshot(path, AsOf.LATEST, session).table());
    } catch (VaneException e) {
      if (e.code() == ErrorCode.TABLE_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The error that names the nearest table. */
  VaneException missing(TablePath path) {
    try (ReadSession session = engine.openSession()) {
      catalog.snapshot(path, AsOf.LATEST, session);
      return new VaneException(
          ErrorCode.WRITE_CONFLICT, "The table was created meanwhile; send again.");
    } catch (VaneException e) {
      return e;
    }
  }
}
