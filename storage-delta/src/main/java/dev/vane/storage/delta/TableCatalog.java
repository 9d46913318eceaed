package dev.vane.storage.delta;

import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.TableId;
import dev.vane.spi.UnreadableTable;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.log.DeltaLogLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Which tables there are, and in which folders. The root is looked through anew whenever it is
 * asked for, so tables that other programs make or drop come and go; logs already read are kept.
 *
 * <p>A folder with a {@code _delta_log} is a table, whoever made it. Directly below the root it
 * belongs to the schema {@code main}, deeper to the schema that the path of its parent names. Of
 * two folders whose names mean the same table, the first in order of depth and name is served.
 */
final class TableCatalog {
  static final String LOG_FOLDER = "_delta_log";
  private static final int MAX_DEPTH = 5;
  private static final Comparator<Path> SERVED_FIRST =
      Comparator.comparing(Path::getNameCount).thenComparing(Path::toString);

  private final String backend;
  private final FileIO store;
  private final Path root;
  private final DeltaLogLibrary library;
  private final Map<Path, TableFolder> folders = new ConcurrentHashMap<>();

  TableCatalog(String backend, FileIO store, DeltaLogLibrary library) {
    this.backend = backend;
    this.store = store;
    this.root = store.root();
    this.library = library;
  }

  FileIO store() {
    return store;
  }

  /**
   * Everything found in one look.
   *
   * @param tables by {@link TableId#key()}
   * @param refused folders that can't be served for their place or name alone
   */
  record Listing(Map<TableId, TableFolder> tables, List<UnreadableTable> refused) {}

  Listing list() {
    List<Path> found = new ArrayList<>();
    List<UnreadableTable> refused = new ArrayList<>();
    search(root, 1, path -> true, found, refused);
    found.sort(SERVED_FIRST);
    Map<TableId, TableFolder> tables = new HashMap<>();
    for (Path path : found) {
      TableFolder folder = folder(path);
      if (tables.putIfAbsent(folder.id().key(), folder) != null) {
        refused.add(
            new UnreadableTable(
                folder.id(),
                "Another folder holds the table of this name, ignoring case; rename the folder "
                    + root.relativize(path)
                    + "."));
      }
    }
    folders.keySet().retainAll(found);
    return new Listing(tables, refused);
  }

  /** The folder of an existing table; only folders that may be the table's are looked into. */
  Optional<TableFolder> find(TableId id) {
    TableFolder direct = folders.get(newPath(id));
    if (direct != null && direct.id().equals(id) && isTable(direct.path())) {
      return Optional.of(direct);
    }
    List<Path> found = new ArrayList<>();
    search(root, 1, path -> mayLeadTo(id, path), found, new ArrayList<>());
    return found.stream()
        .sorted(SERVED_FIRST)
        .map(this::folder)
        .filter(folder -> folder.id().key().equals(id.key()))
        .findFirst();
  }

  /** Whether a folder is the table's, or that of its schema or of a part of it, by its name. */
  private boolean mayLeadTo(TableId id, Path path) {
    TableId key = id.key();
    String prefix = key.schema().equals(TableId.DEFAULT_SCHEMA) ? "" : key.schema() + "/";
    Path parent = root.relativize(path).getParent();
    String within = parent == null ? "" : decode(parent).toLowerCase(Locale.ROOT) + "/";
    String folder = path.getFileName().toString();
    String decoded = FolderNames.decode(folder).toLowerCase(Locale.ROOT);
    if (prefix.startsWith(within + decoded + "/")) {
      return true;
    }
    // What stands for a shortened name is in the table's metadata, and is compared by the caller.
    return within.equals(prefix) && (FolderNames.isShortened(folder) || decoded.equals(key.name()));
  }

  /**
   * The folder where a table that isn't there yet will be.
   *
   * @throws VaneException {@link ErrorCode#NAME_INVALID} when it would lie within another table
   */
  TableFolder create(TableId id) {
    Path path = newPath(id);
    for (Path parent = path.getParent();
        parent != null && !parent.equals(root);
        parent = parent.getParent()) {
      if (isTable(parent)) {
        throw new VaneException(
            ErrorCode.NAME_INVALID,
            "The schema %s can't be made: a table has its folder. Choose another schema."
                .formatted(Names.quoted(id.schema())));
      }
    }
    List<Path> inside = new ArrayList<>();
    int depth = path.getNameCount() - root.getNameCount() + 1;
    search(path, depth, folder -> true, inside, new ArrayList<>());
    if (!inside.isEmpty()) {
      throw new VaneException(
          ErrorCode.NAME_INVALID,
          "The table %s can't be made: a schema has its folder. Choose another name."
              .formatted(Names.quoted(id.name())));
    }
    return new TableFolder(id, path, library.open(path));
  }

  /** Where the folder of a new table of this name is. */
  Path newPath(TableId id) {
    Path schema =
        id.key().schema().equals(TableId.DEFAULT_SCHEMA)
            ? root
            : root.resolve(FolderNames.encode(id.schema()));
    return schema.resolve(FolderNames.encode(id.name()));
  }

  private TableFolder folder(Path path) {
    return folders.computeIfAbsent(
        path, key -> new TableFolder(idOf(path), path, library.open(path)));
  }

  private TableId idOf(Path path) {
    Path parent = root.relativize(path).getParent();
    String schema = parent == null ? TableId.DEFAULT_SCHEMA : decode(parent);
    String folder = path.getFileName().toString();
    try {
      return new TableId(backend, schema, name(path, folder));
    } catch (VaneException e) {
      // A name that no table may have; the folder's own, still encoded, can be typed at least.
      return new TableId(backend, schema.equals(TableId.DEFAULT_SCHEMA) ? schema : "?", folder);
    }
  }

  /** The schema that a folder's path below the root stands for. */
  private static String decode(Path folders) {
    return StreamSupport.stream(folders.spliterator(), false)
        .map(part -> FolderNames.decode(part.toString()))
        .collect(Collectors.joining("/"));
  }

  private String name(Path path, String folder) {
    if (FolderNames.isShortened(folder)) {
      try {
        Optional<String> kept =
            library
                .open(path)
                .snapshot(AsOf.LATEST)
                .flatMap(snapshot -> snapshot.metadata().name());
        if (kept.isPresent() && FolderNames.encode(kept.get()).equals(folder)) {
          return kept.get();
        }
      } catch (VaneException e) {
        // The table can't be read; it is listed so, by the name of its folder.
      }
    }
    return FolderNames.decode(folder);
  }

  private void search(
      Path directory,
      int depth,
      Predicate<Path> wanted,
      List<Path> found,
      List<UnreadableTable> refused) {
    try {
      for (Path entry : store.folders(directory)) {
        String name = entry.getFileName().toString();
        if (name.startsWith(".") || name.startsWith("_") || !wanted.test(entry)) {
          continue;
        }
        if (store.isLink(entry)) {
          if (isTable(entry)) {
            refused.add(
                new UnreadableTable(
                    idOf(entry), "Its folder is a symbolic link, which is not followed."));
          }
        } else if (isTable(entry)) {
          found.add(entry);
        } else if (depth < MAX_DEPTH) {
          search(entry, depth + 1, wanted, found, refused);
        }
      }
    } catch (java.nio.file.NoSuchFileException e) {
      // Gone since it was listed, or not made yet.
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The Delta folder %s can't be listed; check its permissions."
              .formatted(store.location(directory)),
          e);
    }
  }

  private boolean isTable(Path folder) {
    try {
      return store.isFolder(folder.resolve(LOG_FOLDER));
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The folder %s can't be looked at; check its permissions."
              .formatted(store.location(folder)),
          e);
    }
  }
}
