package dev.vane.storage.delta.standalone;

import dev.vane.storage.delta.file.LocalFileIO;
import dev.vane.storage.delta.log.DeltaLogContractTest;
import dev.vane.storage.delta.log.DeltaLogLibrary;
import java.nio.file.Path;

class StandaloneLogContractTest extends DeltaLogContractTest {
  @Override
  protected DeltaLogLibrary open(Path folder) {
    return new StandaloneLogLibrary(LocalFileIO.in(folder), "Vane/test");
  }
}
