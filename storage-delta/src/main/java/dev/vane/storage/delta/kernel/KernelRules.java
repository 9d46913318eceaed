package dev.vane.storage.delta.kernel;

import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.types.FieldMetadata;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.util.HashMap;
import java.util.Map;

/**
 * Rules that a table has for its rows. Kernel refuses to write where there are any; here who plans
 * a commit keeps them or refuses it, so Kernel is asked about the table without them.
 */
final class KernelRules {
  private static final String CONSTRAINT = "delta.constraints.";
  private static final String GENERATION = "delta.generationExpression";
  private static final String INVARIANT = "delta.invariants";

  private KernelRules() {}

  static boolean hasAny(Metadata metadata) {
    return metadata.getConfiguration().keySet().stream().anyMatch(key -> key.startsWith(CONSTRAINT))
        || metadata.getSchema().fields().stream()
            .map(StructField::getMetadata)
            .anyMatch(field -> field.contains(GENERATION) || field.contains(INVARIANT));
  }

  static Metadata without(Metadata metadata) {
    if (!hasAny(metadata)) {
      return metadata;
    }
    Map<String, String> properties = new HashMap<>(metadata.getConfiguration());
    properties.keySet().removeIf(key -> key.startsWith(CONSTRAINT));
    return metadata
        .withNewSchema(
            new StructType(
                metadata.getSchema().fields().stream().map(KernelRules::without).toList()))
        .withReplacedConfiguration(properties);
  }

  private static StructField without(StructField field) {
    FieldMetadata.Builder kept = FieldMetadata.builder().fromMetadata(field.getMetadata());
    kept.remove(GENERATION);
    kept.remove(INVARIANT);
    return field.withNewMetadata(kept.build());
  }
}
