package dev.vane.storage.delta.schema;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Partition values as texts (Delta's protocol, "Partition Value Serialization"). */
public final class PartitionText {
  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

  private PartitionText() {}

  /** Whether values of the type can lay out a table. */
  public static boolean canPartition(DeltaType type) {
    return type instanceof DeltaType.Decimal
        || (type instanceof DeltaType.Primitive && type != DeltaType.Primitive.BINARY);
  }

  /**
   * The text for the log of a key that the engine gave.
   *
   * @return empty when Delta has no text for it, such as a date before year 1
   */
  public static Optional<String> fromEngine(DeltaType type, String key) {
    if (!(type instanceof DeltaType.Primitive primitive)) {
      return Optional.of(key);
    }
    return switch (primitive) {
      case DATE -> EngineText.date(key).map(LocalDate::toString);
      case TIMESTAMP -> EngineText.timestamp(key).map(INSTANT::format);
      case TIMESTAMP_NTZ -> EngineText.timestamp(key).map(LOCAL::format);
      case FLOAT -> Optional.of(Float.toString((float) EngineText.floating(key)));
      case DOUBLE -> Optional.of(Double.toString(EngineText.floating(key)));
      default -> Optional.of(key);
    };
  }

  /** The value as a constant of the engine's SQL; an empty text is NULL, as Delta has it. */
  public static String sql(DeltaType type, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "NULL::" + type.sql();
    }
    if (type == DeltaType.Primitive.BINARY) {
      return "encode(" + Sql.text(text) + ")";
    }
    if (type == DeltaType.Primitive.TIMESTAMP) {
      return Sql.text(zoned(text)) + "::" + type.sql();
    }
    return Sql.text(text) + "::" + type.sql();
  }

  /** Writers differ in the separator, and in whether they name the zone; it is UTC. */
  private static String zoned(String text) {
    String spaced = text.replace('T', ' ');
    return spaced.endsWith("Z") ? spaced.substring(0, spaced.length() - 1) + "+00" : spaced + "+00";
  }

  /** A timestamp of either form; UTC where it has a zone. */
  static LocalDateTime timestamp(String text) {
    String local = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
    return LocalDateTime.parse(local.replace(' ', 'T'));
  }
}
