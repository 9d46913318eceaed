package dev.vane.storage.delta.kernel;

import dev.vane.storage.delta.log.DataFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;

/** Deletion vectors between Kernel's form and that of logs. */
final class DeletionVectors {
  private DeletionVectors() {}

  static DataFile.DeletionVector fromKernel(DeletionVectorDescriptor descriptor) {
    return new DataFile.DeletionVector(
        descriptor.getStorageType(),
        descriptor.getPathOrInlineDv(),
        descriptor.getOffset(),
        descriptor.getSizeInBytes(),
        descriptor.getCardinality());
  }

  static DeletionVectorDescriptor toKernel(DataFile.DeletionVector vector) {
    return new DeletionVectorDescriptor(
        vector.storageType(),
        vector.pathOrInline(),
        vector.offset(),
        vector.bytes(),
        vector.cardinality());
  }
}
