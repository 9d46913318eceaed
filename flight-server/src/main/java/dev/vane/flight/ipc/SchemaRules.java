package dev.vane.flight.ipc;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;

/** What a schema must keep to so that its batches can be held in vectors without changing them. */
final class SchemaRules {
  private static final int DECIMAL_BITS = 128;
  private static final int LARGE_DECIMAL_BITS = 256;

  private SchemaRules() {}

  /**
   * Refuses types that the vectors would hold in another width than they are sent in, and structs
   * that repeat a name.
   */
  static void check(Field field) {
    if (field.getType() instanceof ArrowType.Struct) {
      checkNames(field);
    }
    if (field.getType() instanceof ArrowType.Decimal decimal
        && decimal.getBitWidth() != DECIMAL_BITS
        && decimal.getBitWidth() != LARGE_DECIMAL_BITS) {
      throw new VaneException(
          ErrorCode.TYPE_UNSUPPORTED,
          "Field %s is a decimal of %d bits, and decimals of 128 bits are read. Cast it to decimal128(%d, %d)."
              .formatted(
                  Names.quoted(field.getName()),
                  decimal.getBitWidth(),
                  decimal.getPrecision(),
                  decimal.getScale()));
    }
    field.getChildren().forEach(SchemaRules::check);
  }

  /** Refuses what the vectors made for a field do not hold as the field says. */
  static void checkVectors(Field declared, FieldVector made, DictionaryProvider dictionaries) {
    FieldVector vector = made;
    DictionaryEncoding encoding = declared.getDictionary();
    if (encoding != null) {
      vector = dictionaries.lookup(encoding.getId()).getVector();
      if (!vector.getField().getType().equals(declared.getType())) {
        throw IpcErrors.invalid(
            "Dictionary %d has values of type %s, and field %s wants type %s.",
            encoding.getId(),
            vector.getField().getType(),
            Names.quoted(declared.getName()),
            declared.getType());
      }
    }
    List<FieldVector> children = vector.getChildrenFromFields();
    if (children.size() != declared.getChildren().size()) {
      throw new VaneException(
          ErrorCode.TYPE_UNSUPPORTED,
          "Field %s of type %s cannot be held: some of its %d parts would take the place of others. Send them as columns of their own."
              .formatted(
                  Names.quoted(declared.getName()),
                  declared.getType(),
                  declared.getChildren().size()));
    }
    for (int i = 0; i < children.size(); i++) {
      checkVectors(declared.getChildren().get(i), children.get(i), dictionaries);
    }
  }

  private static void checkNames(Field struct) {
    Set<String> names = new HashSet<>();
    for (Field child : struct.getChildren()) {
      if (!names.add(child.getName())) {
        throw new VaneException(
            ErrorCode.SCHEMA_INVALID,
            "Field %s has two fields %s. Rename one of them."
                .formatted(Names.quoted(struct.getName()), Names.quoted(child.getName())));
      }
    }
  }
}
