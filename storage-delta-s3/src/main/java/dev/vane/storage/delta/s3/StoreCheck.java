package dev.vane.storage.delta.s3;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Tries what tables need of a store before any is served: listing, writing, and that of two who put
 * the same key the second is refused. A store that ignores the condition would lose commits.
 */
final class StoreCheck {
  private final S3FileIO store;
  private final S3Settings settings;

  StoreCheck(S3FileIO store, S3Settings settings) {
    this.store = store;
    this.settings = settings;
  }

  void run() throws IOException {
    store.folders(store.root());
    Path probe = store.root().resolve("_vane_probe_" + UUID.randomUUID());
    put(probe, "one");
    try {
      put(probe, "two");
      throw new VaneException(
          ErrorCode.START_REFUSED,
          "The object store at %s replaces objects although it was asked not to (If-None-Match), so commits of two writers could get lost. Use a store, or a version of it, with conditional writes."
              .formatted(settings.server()));
    } catch (FileAlreadyExistsException e) {
      // As it must be.
    } finally {
      store.delete(probe);
    }
  }

  private void put(Path target, String text) throws IOException {
    Path temporary = store.temporary(target);
    Files.writeString(temporary, text);
    store.publish(temporary, target, false);
  }
}
