package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Storage;
import dev.vane.spi.StorageContext;
import dev.vane.spi.StorageProvider;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.kernel.KernelLogLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens the Delta backend. Settings: {@code checkpoint_interval} and {@code
 * version_retention_hours}, both for tables made here.
 */
public final class DeltaStorageProvider implements StorageProvider {
  @Override
  public String name() {
    return DeltaStorage.NAME;
  }

  @Override
  public Storage open(StorageContext context) {
    Path root = makeRoot(context.directory());
    DuckDbEngine engine = DuckDbEngine.of(context.engine());
    return new DeltaStorage(
        context, root, new KernelLogLibrary(root, engine::connect, ProductVersion.ENGINE_INFO));
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
