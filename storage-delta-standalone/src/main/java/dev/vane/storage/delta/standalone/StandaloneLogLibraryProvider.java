package dev.vane.storage.delta.standalone;

import dev.vane.storage.delta.log.DeltaLogLibrary;
import dev.vane.storage.delta.log.DeltaLogLibraryProvider;
import java.nio.file.Path;

/** Offers Delta Standalone under the name {@code standalone}. */
public final class StandaloneLogLibraryProvider implements DeltaLogLibraryProvider {
  @Override
  public String name() {
    return "standalone";
  }

  @Override
  public DeltaLogLibrary open(Path root, String engineInfo) {
    return new StandaloneLogLibrary(root, engineInfo);
  }
}
