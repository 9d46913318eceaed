package dev.vane.storage.delta;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import java.util.Map;
import java.util.Optional;

/**
 * Rules that a table has for its rows, in expressions of another engine's SQL. They can't be kept
 * here, so a table that has one is read and not written.
 */
final class TableRules {
  private static final String CONSTRAINT = "delta.constraints.";

  /** By the key that a field keeps the rule under. */
  private static final Map<String, String> OF_FIELDS =
      Map.of(
          "delta.generationExpression", "is computed from others",
          "delta.identity.start", "numbers the rows",
          "delta.invariants", "has an invariant",
          "CURRENT_DEFAULT", "has a default");

  private TableRules() {}

  /**
   * Refuses to write a table with rules.
   *
   * @throws VaneException {@link ErrorCode#OPTION_UNSUPPORTED} naming the rule
   */
  static void requireNone(TableState state, String name) {
    state.snapshot().metadata().configuration().keySet().stream()
        .filter(key -> key.startsWith(CONSTRAINT))
        .findFirst()
        .ifPresent(
            key -> {
              throw refused(
                  name,
                  "it has the CHECK constraint " + quoted(key.substring(CONSTRAINT.length())));
            });
    of(state.schema())
        .ifPresent(
            rule -> {
              throw refused(name, rule);
            });
  }

  /**
   * Refuses to remove rows of a table that only grows.
   *
   * @throws VaneException {@link ErrorCode#OPTION_UNSUPPORTED}
   */
  static void requireRemovable(TableState state) {
    if (state.property("delta.appendOnly", "false").equalsIgnoreCase("true")) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "The Delta table %s only takes new rows (delta.appendOnly); none is replaced or removed."
              .formatted(quoted(String.valueOf(state.path().getFileName()))));
    }
  }

  private static Optional<String> of(DeltaType type) {
    if (type instanceof DeltaType.Struct struct) {
      for (DeltaField field : struct.fields()) {
        for (Map.Entry<String, String> rule : OF_FIELDS.entrySet()) {
          if (field.metadata().has(rule.getKey())) {
            return Optional.of("the column " + quoted(field.name()) + " " + rule.getValue());
          }
        }
        Optional<String> nested = of(field.type());
        if (nested.isPresent()) {
          return nested;
        }
      }
    } else if (type instanceof DeltaType.Array array) {
      return of(array.element());
    } else if (type instanceof DeltaType.Map map) {
      return of(map.key()).or(() -> of(map.value()));
    }
    return Optional.empty();
  }

  private static String quoted(String text) {
    return Names.quoted(text);
  }

  private static VaneException refused(String name, String rule) {
    return new VaneException(
        ErrorCode.OPTION_UNSUPPORTED,
        "The Delta table %s is read and not written here: %s. Write with the program that made it, or drop the rule there."
            .formatted(Names.quoted(name), rule));
  }
}
