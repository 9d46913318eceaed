package dev.vane.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Reads the given values from a YAML file. It walks the file by the list of settings, never deeper
 * than that list goes, so a file that refers to itself ends as an unknown key.
 */
final class YamlReader {
  private static final String STREAMS = "streams";

  private final Path file;
  private final GivenValues given;
  private final YamlNodes nodes;

  YamlReader(Path file, GivenValues given) {
    this.file = file;
    this.given = given;
    this.nodes = new YamlNodes(file, given);
  }

  void read() {
    YamlDocument.read(file, given)
        .ifPresent(
            root -> readSection(root, new Section("", "", "", Settings.names(), given::put)));
  }

  /**
   * A part of the file.
   *
   * @param shown the dotted path for messages
   * @param pattern the same with {@code *} for a stream's name
   * @param prefix the path within {@code names}
   * @param names the paths that are valid
   * @param sink takes a path of {@code names} and its value
   */
  private record Section(
      String shown,
      String pattern,
      String prefix,
      List<String> names,
      BiConsumer<String, RawValue> sink) {
    Section child(String key) {
      return new Section(
          KeyPaths.join(shown, key),
          KeyPaths.join(pattern, key),
          KeyPaths.join(prefix, key),
          names,
          sink);
    }
  }

  private void readSection(MappingNode mapping, Section section) {
    nodes.forEachKey(
        mapping,
        section.shown(),
        (key, tuple) -> {
          Section child = section.child(key);
          if (child.pattern().equals(STREAMS)) {
            nodes.asMapping(tuple, child.shown()).ifPresent(streams -> readStreams(streams, child));
          } else if (child.names().contains(child.prefix())) {
            nodes
                .rawValue(tuple, child.shown())
                .ifPresent(value -> section.sink().accept(child.prefix(), value));
          } else if (!KeyPaths.children(child.prefix(), child.names()).isEmpty()) {
            nodes.asMapping(tuple, child.shown()).ifPresent(inner -> readSection(inner, child));
          } else {
            refuseUnknown(key, tuple, section, child);
          }
        });
  }

  private void readStreams(MappingNode mapping, Section section) {
    nodes.forEachKey(
        mapping,
        section.shown(),
        (name, tuple) -> {
          Section child = section.child(name);
          if (child.prefix().equals(Settings.STREAMS_AUTO_CREATE.name())) {
            nodes
                .rawValue(tuple, child.shown())
                .ifPresent(value -> section.sink().accept(child.prefix(), value));
          } else if (isStreamName(name, tuple, child)) {
            Map<String, RawValue> stream = given.stream(name);
            Section body =
                new Section(
                    child.shown(),
                    "streams.*",
                    "",
                    StreamSettings.ALL.stream().<String>map(StreamSetting::name).toList(),
                    stream::put);
            nodes.asMapping(tuple, child.shown()).ifPresent(inner -> readSection(inner, body));
          }
        });
  }

  private boolean isStreamName(String name, NodeTuple tuple, Section child) {
    try {
      SettingTypes.readName("stream", name);
      return true;
    } catch (InvalidValueException invalid) {
      given.refuse(
          child.shown(), nodes.line(tuple.getKeyNode()), invalid.complaint(), invalid.remedy());
      return false;
    }
  }

  private void refuseUnknown(String key, NodeTuple tuple, Section section, Section child) {
    if (ForeignKeys.isSection(child.pattern())
        && tuple.getValueNode() instanceof MappingNode inner) {
      readSection(inner, child);
      return;
    }
    given.refuse(
        child.shown(),
        nodes.line(tuple.getKeyNode()),
        "There is no such setting.",
        ForeignKeys.remedy(child.pattern())
            .orElseGet(() -> UnknownKeys.remedy(section.prefix(), key, section.names())));
  }
}
