package dev.vane.gateway.catalog;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Storage;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The open backends by name. Immutable. */
public final class Backends {
  private final Map<String, Storage> byName = new TreeMap<>();
  private final List<Storage> holders;

  /**
   * Backends.
   *
   * @param storages those that hold tables of their own
   * @param pair one that writes to several of them
   */
  public Backends(List<Storage> storages, Optional<? extends Storage> pair) {
    storages.forEach(storage -> byName.put(storage.name(), storage));
    holders = List.copyOf(byName.values());
    pair.ifPresent(storage -> byName.put(storage.name(), storage));
  }

  /** All that hold tables of their own, by name. */
  public Collection<Storage> all() {
    return holders;
  }

  /**
   * The backend of this name.
   *
   * @throws VaneException {@link ErrorCode#BACKEND_UNKNOWN} with the nearest name
   */
  public Storage require(String name) {
    Storage storage = byName.get(name);
    if (storage == null) {
      throw new VaneException(
          ErrorCode.BACKEND_UNKNOWN,
          "There is no storage backend %s.%s"
              .formatted(Names.quoted(name), Suggestions.hint(name, byName.keySet())));
    }
    return storage;
  }
}
