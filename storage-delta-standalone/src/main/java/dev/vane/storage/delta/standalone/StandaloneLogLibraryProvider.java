package dev.vane.storage.delta.standalone;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.LocalFileIO;
import dev.vane.storage.delta.log.DeltaLogLibrary;
import dev.vane.storage.delta.log.DeltaLogLibraryProvider;

/** Offers Delta Standalone under the name {@code standalone}. */
public final class StandaloneLogLibraryProvider implements DeltaLogLibraryProvider {
  @Override
  public String name() {
    return "standalone";
  }

  @Override
  public DeltaLogLibrary open(FileIO store, String engineInfo) {
    if (store instanceof LocalFileIO local) {
      return new StandaloneLogLibrary(local, engineInfo);
    }
    throw new VaneException(
        ErrorCode.CONFIGURATION_INVALID,
        "Delta Standalone keeps logs on the local disk alone; leave out delta_config.log_library for"
            + " tables in "
            + store.location(store.root())
            + ".");
  }
}
