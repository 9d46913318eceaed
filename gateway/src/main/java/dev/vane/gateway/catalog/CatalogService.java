package dev.vane.gateway.catalog;

import dev.vane.spi.AsOf;
import dev.vane.spi.Capability;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Storage;
import dev.vane.spi.Suggestions;
import dev.vane.spi.TableId;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.UnreadableTable;
import dev.vane.spi.VaneException;
import dev.vane.spi.VersionRange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Lists tables and resolves paths, over all backends. Safe for many threads. */
public final class CatalogService {
  private final Backends backends;

  public CatalogService(Backends backends) {
    this.backends = backends;
  }

  /** Every table that can be served, sorted by backend, schema and name. */
  public List<TableId> tables() {
    return backends.all().stream().flatMap(storage -> storage.tables().stream()).toList();
  }

  /** Tables that are there and can't be served. */
  public List<UnreadableTable> unreadableTables() {
    return backends.all().stream().flatMap(storage -> storage.unreadableTables().stream()).toList();
  }

  /**
   * The table that a path names, as the session sees it.
   *
   * @throws VaneException {@link ErrorCode#TABLE_NOT_FOUND} with the nearest name, {@link
   *     ErrorCode#TABLE_AMBIGUOUS} when a bare name is in several backends
   */
  public TableSnapshot snapshot(List<String> path, AsOf asOf, ReadSession session) {
    return snapshot(TablePath.of(path), asOf, session);
  }

  /** As {@link #snapshot(List, AsOf, ReadSession)}, of a path that was read already. */
  public TableSnapshot snapshot(TablePath wanted, AsOf asOf, ReadSession session) {
    return snapshot(storageOf(wanted), wanted, asOf, session).orElseThrow(() -> notFound(wanted));
  }

  /**
   * The rows that versions of a table changed.
   *
   * @throws VaneException as {@link #snapshot(List, AsOf, ReadSession)} and {@link Storage#changes}
   */
  public TableSnapshot changes(List<String> path, VersionRange versions, ReadSession session) {
    return changes(TablePath.of(path), versions, session);
  }

  /** As {@link #changes(List, VersionRange, ReadSession)}, of a path that was read already. */
  public TableSnapshot changes(TablePath wanted, VersionRange versions, ReadSession session) {
    Storage storage = storageOf(wanted);
    return storage
        .changes(wanted.in(storage.name()), versions, session)
        .orElseThrow(() -> notFound(wanted));
  }

  private Storage storageOf(TablePath wanted) {
    if (wanted.backend().isPresent()) {
      return backends.require(wanted.backend().get());
    }
    List<Storage> holders = holders(wanted);
    if (holders.isEmpty()) {
      throw notFound(wanted);
    }
    requireOne(wanted, holders);
    return holders.get(0);
  }

  /** The names of all backends, sorted. */
  public List<String> backends() {
    return backends.all().stream().map(Storage::name).toList();
  }

  /**
   * A path as SQL means it: of two elements the first is a backend, or else a schema.
   *
   * @param backend of paths that name none
   * @param schema of paths that name none
   */
  public TablePath inScope(List<String> path, Optional<String> backend, Optional<String> schema) {
    if (path.size() == 1) {
      return new TablePath(backend, schema.orElse(TableId.DEFAULT_SCHEMA), path.get(0));
    }
    if (path.size() == 2 && !backends().contains(path.get(0)) && isSchema(path.get(0))) {
      return new TablePath(backend, path.get(0), path.get(1));
    }
    return TablePath.of(path);
  }

  private boolean isSchema(String name) {
    return name.equalsIgnoreCase(TableId.DEFAULT_SCHEMA)
        || tables().stream().anyMatch(table -> table.schema().equalsIgnoreCase(name));
  }

  /**
   * The backend that holds the only table of a bare name.
   *
   * @return empty when no backend holds one
   * @throws VaneException {@link ErrorCode#TABLE_AMBIGUOUS} when several do
   */
  public Optional<Storage> holder(TablePath bareName) {
    List<Storage> holders = holders(bareName);
    requireOne(bareName, holders);
    return holders.stream().findFirst();
  }

  private List<Storage> holders(TablePath wanted) {
    return backends.all().stream().filter(storage -> holds(storage, wanted)).toList();
  }

  private static boolean holds(Storage storage, TablePath wanted) {
    try {
      return storage.find(wanted.in(storage.name())).isPresent();
    } catch (VaneException e) {
      if (e.code() == ErrorCode.TABLE_UNREADABLE) {
        return true;
      }
      throw e;
    }
  }

  private static Optional<TableSnapshot> snapshot(
      Storage storage, TablePath wanted, AsOf asOf, ReadSession session) {
    if (!(asOf instanceof AsOf.Latest)
        && !storage.capabilities().contains(Capability.TIME_TRAVEL)) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "as_of is not offered for %s: the %s backend keeps no older versions. Leave as_of out, or keep the table in a backend that does."
              .formatted(Names.quoted(wanted.table()), storage.name()));
    }
    return storage.snapshot(wanted.in(storage.name()), asOf, session);
  }

  private static void requireOne(TablePath wanted, List<Storage> holders) {
    if (holders.size() > 1) {
      throw new VaneException(
          ErrorCode.TABLE_AMBIGUOUS,
          "%s is a table of %s. Give the path with its backend, such as [\"%s\", \"%s\"]."
              .formatted(
                  Names.quoted(wanted.table()),
                  String.join(" and of ", holders.stream().map(Storage::name).toList()),
                  holders.get(0).name(),
                  wanted.table()));
    }
  }

  private VaneException notFound(TablePath wanted) {
    Stream<TableId> candidates =
        tables().stream().filter(id -> wanted.backend().map(id.backend()::equals).orElse(true));
    return new VaneException(
        ErrorCode.TABLE_NOT_FOUND,
        "There is no table %s%s.%s"
            .formatted(
                Names.quoted(wanted.table()),
                wanted.backend().map(name -> " in " + name).orElse(""),
                Suggestions.hint(wanted.table(), candidates.map(TableId::name).toList())));
  }
}
