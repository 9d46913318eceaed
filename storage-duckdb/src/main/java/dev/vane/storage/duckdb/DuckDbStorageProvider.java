package dev.vane.storage.duckdb;

import dev.vane.spi.Storage;
import dev.vane.spi.StorageContext;
import dev.vane.spi.StorageProvider;

/** Opens {@link DuckDbStorage}. The setting {@code path} names the file, if it is not the usual. */
public final class DuckDbStorageProvider implements StorageProvider {
  @Override
  public String name() {
    return DuckDbStorage.NAME;
  }

  @Override
  public Storage open(StorageContext context) {
    return DuckDbStorage.open(context);
  }
}
