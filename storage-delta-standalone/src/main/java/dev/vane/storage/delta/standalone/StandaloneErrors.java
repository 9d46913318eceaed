package dev.vane.storage.delta.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What Standalone throws, in the words of this project. */
final class StandaloneErrors {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String REMEDY = " Set delta_config.log_library to kernel to use the table.";

  private StandaloneErrors() {}

  static <T> T translate(Path table, Supplier<T> action) {
    try {
      return action.get();
    } catch (VaneException e) {
      throw e;
    } catch (RuntimeException e) {
      throw unreadable(table, e);
    }
  }

  /** Why the table can't be read. */
  static VaneException unreadable(Path table, Throwable cause) {
    Optional<String> tooNew = beyondStandalone(table);
    if (tooNew.isPresent() || mentionsProtocol(cause)) {
      return new VaneException(
          ErrorCode.TABLE_UNREADABLE,
          "The Delta table %s needs %s, which Delta Standalone does not know."
                  .formatted(name(table), tooNew.orElse("a newer protocol"))
              + REMEDY,
          cause);
    }
    return new VaneException(
        ErrorCode.STORAGE_CORRUPT,
        "The log of the Delta table %s can't be understood (%s); compare its files with a backup."
            .formatted(name(table), reason(root(cause))),
        cause);
  }

  /** Why a commit can't be written; it is not in the log. */
  static VaneException notWritten(Path table, Throwable cause) {
    if (mentionsProtocol(cause)) {
      return new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "The Delta table %s can't be written: it has %s, which Delta Standalone does not know."
                  .formatted(name(table), beyondStandalone(table).orElse("a newer protocol"))
              + REMEDY,
          cause);
    }
    Throwable root = root(cause);
    if (String.valueOf(root.getMessage()).contains("No space left")) {
      return new VaneException(
          ErrorCode.STORAGE_FULL,
          "The disk of the Delta table %s is full; nothing was committed.".formatted(name(table)),
          cause);
    }
    if (root instanceof IOException) {
      return new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The log of the Delta table %s could not be written; nothing was committed."
              .formatted(name(table)),
          cause);
    }
    return new VaneException(
        ErrorCode.OPTION_UNSUPPORTED,
        "Delta Standalone refuses this write to the table %s: %s"
                .formatted(name(table), reason(cause))
            + " Kernel may do it: set delta_config.log_library to kernel.",
        cause);
  }

  /** A feature that a commit would have to give the table. */
  static VaneException featureUnknown(Path table, List<String> features) {
    return new VaneException(
        ErrorCode.OPTION_UNSUPPORTED,
        "The Delta table %s would need the table feature %s, which Delta Standalone can't write."
                .formatted(name(table), String.join(", ", features))
            + " Set delta_config.log_library to kernel, or send other types.");
  }

  static String name(Path table) {
    return Names.quoted(String.valueOf(table.getFileName()));
  }

  private static boolean mentionsProtocol(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getClass().getSimpleName().contains("InvalidProtocolVersion")) {
        return true;
      }
    }
    return false;
  }

  /**
   * The names of the features that the newest protocol in the log's commits has, or its versions;
   * empty where it is one that Standalone knows, or stands in a checkpoint alone.
   */
  private static Optional<String> beyondStandalone(Path table) {
    try (Stream<Path> files = Files.list(table.resolve("_delta_log"))) {
      for (Path commit :
          files
              .filter(file -> file.getFileName().toString().matches("\\d{20}\\.json"))
              .sorted(Comparator.comparing((Path file) -> file.getFileName().toString()).reversed())
              .toList()) {
        for (String line : Files.readAllLines(commit)) {
          if (line.contains("\"protocol\"") && MAPPER.readTree(line).hasNonNull("protocol")) {
            return describe(MAPPER.readTree(line).get("protocol"));
          }
        }
      }
    } catch (IOException e) {
      // What can't be read here can't tell more than the failure that is being explained.
    }
    return Optional.empty();
  }

  private static Optional<String> describe(JsonNode protocol) {
    int reader = protocol.path("minReaderVersion").asInt();
    int writer = protocol.path("minWriterVersion").asInt();
    TreeSet<String> features = new TreeSet<>();
    protocol.path("readerFeatures").forEach(feature -> features.add(feature.asText()));
    protocol.path("writerFeatures").forEach(feature -> features.add(feature.asText()));
    if (reader <= 1 && writer <= 2) {
      return Optional.empty();
    }
    return Optional.of(
        features.isEmpty()
            ? "the protocol version (%d, %d)".formatted(reader, writer)
            : "the table feature " + Names.quoted(String.join(", ", features)));
  }

  private static Throwable root(Throwable cause) {
    Throwable root = cause;
    for (Throwable next = root.getCause(); next != null && next != root; next = root.getCause()) {
      root = next;
    }
    return root;
  }

  private static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
    return message.length() <= 500 ? message : message.substring(0, 500) + " ...";
  }
}
