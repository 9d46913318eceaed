package dev.vane.storage.duckdb;

import dev.vane.duckdb.DuckDbEngineProvider;
import dev.vane.spi.QueryEngineProvider;
import dev.vane.spi.StorageContractTest;
import dev.vane.spi.StorageProvider;

class DuckDbStorageContractTest extends StorageContractTest {
  @Override
  protected QueryEngineProvider engines() {
    return new DuckDbEngineProvider();
  }

  @Override
  protected StorageProvider storages() {
    return new DuckDbStorageProvider();
  }
}
