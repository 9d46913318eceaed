package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.kernel.KernelLogLibrary;
import dev.vane.storage.delta.log.DeltaLogLibrary;
import dev.vane.storage.delta.log.DeltaLogLibraryProvider;
import java.util.List;
import java.util.ServiceLoader;

/** The libraries that can keep logs, by the names of the setting {@code log_library}. */
final class LogLibraries {
  static final String SETTING = "log_library";
  static final String KERNEL = "kernel";

  private static final String STANDALONE = "standalone";

  private LogLibraries() {}

  static DeltaLogLibrary open(String name, FileIO store, DuckDbEngine engine) {
    if (name.equals(KERNEL)) {
      return new KernelLogLibrary(store, engine::connect, ProductVersion.ENGINE_INFO);
    }
    return ServiceLoader.load(DeltaLogLibraryProvider.class, LogLibraries.class.getClassLoader())
        .stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(() -> missing(name))
        .open(store, ProductVersion.ENGINE_INFO);
  }

  private static VaneException missing(String name) {
    String reason =
        name.equals(STANDALONE)
            ? " is not on the class path. Start with ./vane, which adds it where it is chosen, or add"
                + " the jars of the module vane-storage-delta-standalone."
            : " is not known." + Suggestions.hint(name, List.of(KERNEL, STANDALONE));
    return new VaneException(
        ErrorCode.CONFIGURATION_INVALID,
        "The library %s of delta_config.log_library%s".formatted(Names.quoted(name), reason));
  }
}
