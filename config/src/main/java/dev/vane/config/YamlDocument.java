package dev.vane.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads the text of a YAML file into nodes that know their lines. */
final class YamlDocument {
  private YamlDocument() {}

  /**
   * The top of the file; empty for a file without content, and for one that cannot be read, which
   * is noted as a problem.
   */
  static Optional<MappingNode> read(Path file, GivenValues given) {
    Optional<Node> root = compose(file, given);
    if (root.isEmpty() || root.get().getTag().equals(Tag.NULL)) {
      return Optional.empty();
    }
    if (root.get() instanceof MappingNode mapping) {
      return Optional.of(mapping);
    }
    refuse(file, given, "The file holds no keys.", "Write lines such as 'data_dir: ./vane-data'.");
    return Optional.empty();
  }

  private static Optional<Node> compose(Path file, GivenValues given) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file.toString())
            .setSchema(new CoreSchema())
            // Refused later, with their lines.
            .setAllowNonScalarKeys(true)
            .build();
    try {
      return new Compose(settings).composeString(Files.readString(file));
    } catch (CharacterCodingException notUtf8) {
      refuse(file, given, "The file is not UTF-8 text.", "Save it as UTF-8.");
    } catch (IOException unreadable) {
      refuse(file, given, reason(file), "Name a YAML file that can be read.");
    } catch (MarkedYamlEngineException invalid) {
      given.refuse(
          file.toString(),
          invalid
              .getProblemMark()
              .map(mark -> Origin.ofLine(file, mark.getLine() + 1))
              .orElse(Origin.ofFile(file)),
          "The file is not YAML: %s.".formatted(invalid.getProblem()),
          invalid.getProblemMark().map(YamlDocument::look).orElse(""));
    } catch (YamlEngineException invalid) {
      refuse(
          file,
          given,
          "The file is not YAML that can be read here.",
          "Make it shorter or simpler.");
    }
    return Optional.empty();
  }

  private static String look(Mark mark) {
    return String.format(Locale.ROOT, "Look at column %d of the line.", mark.getColumn() + 1);
  }

  private static String reason(Path file) {
    if (Files.isDirectory(file)) {
      return "It is a folder.";
    }
    return Files.exists(file) ? "The file cannot be read." : "The file does not exist.";
  }

  private static void refuse(Path file, GivenValues given, String complaint, String remedy) {
    given.refuse(file.toString(), Origin.ofFile(file), complaint, remedy);
  }
}
