package dev.vane.storage.delta.schema;

import java.util.Optional;
import java.util.function.BiPredicate;

/** Whether a column of one type takes the values of another. */
public final class Assignment {
  private Assignment() {}

  /** Whether each value of {@code source} is a value of {@code target}, without loss. */
  public static boolean holds(DeltaType target, DeltaType source) {
    return fits(target, source, Assignment::holdsValue);
  }

  /**
   * Whether both are the same, but that what holds only NULLs may be anything, fields of a struct
   * stand in any order, and either may say that it has no NULLs.
   */
  public static boolean isSame(DeltaType target, DeltaType source) {
    return fits(target, source, DeltaType::equals);
  }

  private static boolean fits(
      DeltaType target, DeltaType source, BiPredicate<DeltaType, DeltaType> value) {
    if (source == DeltaType.Untyped.NULLS) {
      return true;
    }
    if (target instanceof DeltaType.Struct wide && source instanceof DeltaType.Struct narrow) {
      return holdsFields(wide, narrow, value);
    }
    if (target instanceof DeltaType.Array wide && source instanceof DeltaType.Array narrow) {
      return fits(wide.element(), narrow.element(), value);
    }
    if (target instanceof DeltaType.Map wide && source instanceof DeltaType.Map narrow) {
      return fits(wide.key(), narrow.key(), value) && fits(wide.value(), narrow.value(), value);
    }
    return value.test(target, source);
  }

  private static boolean holdsValue(DeltaType target, DeltaType source) {
    if (target instanceof DeltaType.Decimal wide) {
      return holdsDecimal(wide, source);
    }
    return target.equals(source)
        || (target instanceof DeltaType.Primitive wide
            && source instanceof DeltaType.Primitive narrow
            && holdsPrimitive(wide, narrow));
  }

  private static boolean holdsFields(
      DeltaType.Struct target, DeltaType.Struct source, BiPredicate<DeltaType, DeltaType> value) {
    return target.fields().size() == source.fields().size()
        && target.fields().stream()
            .allMatch(
                wide ->
                    source.fields().stream()
                        .filter(narrow -> narrow.name().equals(wide.name()))
                        .anyMatch(narrow -> fits(wide.type(), narrow.type(), value)));
  }

  private static boolean holdsDecimal(DeltaType.Decimal target, DeltaType source) {
    int digits = target.precision() - target.scale();
    if (source instanceof DeltaType.Decimal narrow) {
      return narrow.scale() <= target.scale() && narrow.precision() - narrow.scale() <= digits;
    }
    return integerDigits(source).map(needed -> needed <= digits).orElse(false);
  }

  private static boolean holdsPrimitive(DeltaType.Primitive target, DeltaType.Primitive source) {
    return switch (target) {
      case LONG, INTEGER, SHORT ->
          integerDigits(source)
              .flatMap(narrow -> integerDigits(target).map(wide -> narrow <= wide))
              .orElse(false);
      // A double holds integers of 53 bits, a float those of 24.
      case DOUBLE ->
          source == DeltaType.Primitive.FLOAT
              || source == DeltaType.Primitive.BYTE
              || source == DeltaType.Primitive.SHORT
              || source == DeltaType.Primitive.INTEGER;
      case FLOAT -> source == DeltaType.Primitive.BYTE || source == DeltaType.Primitive.SHORT;
      default -> false;
    };
  }

  private static Optional<Integer> integerDigits(DeltaType type) {
    if (!(type instanceof DeltaType.Primitive primitive)) {
      return Optional.empty();
    }
    return switch (primitive) {
      case BYTE -> Optional.of(3);
      case SHORT -> Optional.of(5);
      case INTEGER -> Optional.of(10);
      case LONG -> Optional.of(19);
      default -> Optional.empty();
    };
  }
}
