package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Storage;
import dev.vane.spi.StorageContext;
import dev.vane.spi.StorageProvider;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.LocalFileIO;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens the Delta backend. Settings: {@code checkpoint_interval} and {@code
 * version_retention_hours}, both for tables made here, {@code log_library} and {@code
 * replay_window}; {@code location} where the tables are not on the local disk, with whatever its
 * store needs.
 */
public final class DeltaStorageProvider implements StorageProvider {
  @Override
  public String name() {
    return DeltaStorage.NAME;
  }

  @Override
  public Storage open(StorageContext context) {
    FileIO store = openStore(context);
    DuckDbEngine engine = DuckDbEngine.of(context.engine());
    String library = context.settings().getOrDefault(LogLibraries.SETTING, LogLibraries.KERNEL);
    return new DeltaStorage(context, store, LogLibraries.open(library, store, engine));
  }

  private static FileIO openStore(StorageContext context) {
    String location = context.settings().getOrDefault(Stores.LOCATION, "");
    return location.isEmpty()
        ? LocalFileIO.in(makeRoot(context.directory()))
        : Stores.open(location, context.directory(), context.settings());
  }

  /** The real path, so that paths can be compared with what is found below. */
  private static Path makeRoot(Path directory) {
    try {
      Files.createDirectories(directory);
      return directory.toRealPath();
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The Delta folder %s can't be made; check the permissions of its parent."
              .formatted(directory),
          e);
    }
  }
}
