package dev.vane.storage.delta.kernel;

import dev.vane.storage.delta.log.DataFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import java.nio.file.Path;
import java.util.Optional;

/** Deletion vectors as the log names them. */
final class DeletionVectors {
  /** Any absolute path, to resolve a descriptor against and to take away again. */
  private static final Path ROOT = Path.of("/table").toAbsolutePath();

  private DeletionVectors() {}

  static DataFile.DeletionVector convert(DeletionVectorDescriptor descriptor) {
    return new DataFile.DeletionVector(
        descriptor.getUniqueId(), descriptor.getCardinality(), path(descriptor), descriptor);
  }

  /** The vector's file within the table's folder. */
  static Optional<String> path(DeletionVectorDescriptor descriptor) {
    if (!descriptor.isOnDisk()) {
      return Optional.empty();
    }
    Path file =
        LocalPaths.fromKernel(descriptor.getAbsolutePath(LocalPaths.toKernel(ROOT))).normalize();
    return file.startsWith(ROOT)
        ? Optional.of(ROOT.relativize(file).toString().replace('\\', '/'))
        : Optional.empty();
  }
}
