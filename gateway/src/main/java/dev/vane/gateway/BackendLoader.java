package dev.vane.gateway;

import dev.vane.config.BackendConfiguration;
import dev.vane.spi.EngineContext;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.QueryEngineProvider;
import dev.vane.spi.Storage;
import dev.vane.spi.StorageContext;
import dev.vane.spi.StorageProvider;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.arrow.memory.BufferAllocator;

/** Finds the engine and the backends on the class path and opens them. */
final class BackendLoader {
  private BackendLoader() {}

  /** Opens the one engine. */
  static QueryEngine openEngine(EngineContext context) {
    List<QueryEngineProvider> providers =
        ServiceLoader.load(QueryEngineProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    if (providers.size() != 1) {
      throw new VaneException(
          ErrorCode.START_REFUSED,
          "%d query engines are on the class path and one is needed; install the distribution again."
              .formatted(providers.size()));
    }
    return providers.get(0).open(context);
  }

  /** Opens every backend that is on the class path; on failure those already open are closed. */
  static List<Storage> openStorages(
      Map<String, BackendConfiguration> configurations,
      QueryEngine engine,
      BufferAllocator allocator) {
    List<Storage> storages = new ArrayList<>();
    try {
      for (StorageProvider provider : ServiceLoader.load(StorageProvider.class)) {
        BackendConfiguration configuration = configurations.get(provider.name());
        if (configuration == null) {
          throw new VaneException(
              ErrorCode.START_REFUSED,
              "The backend %s is on the class path and has no settings; install the distribution again."
                  .formatted(provider.name()));
        }
        storages.add(
            provider.open(
                new StorageContext(
                    configuration.directory(), engine, allocator, configuration.settings())));
      }
      return List.copyOf(storages);
    } catch (RuntimeException e) {
      storages.forEach(Storage::close);
      throw e;
    }
  }
}
