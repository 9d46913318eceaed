package dev.vane.spi;

import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * A value for a parameter whose type no Java class of {@link SqlQuery} carries, such as a list: its
 * text, which the engine reads as the type.
 *
 * @param type the Arrow type; its name means nothing
 * @param text how the engine's CAST reads the value, or null for NULL of that type
 * @param json whether the text is JSON, as for lists, structs and maps
 */
public record TypedText(Field type, @Nullable String text, boolean json) {
  /** NULL of a type. */
  public static TypedText nullOf(Field type) {
    return new TypedText(type, null, false);
  }
}
