package dev.vane.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads keys, sections and values out of YAML nodes, noting what has the wrong shape. */
final class YamlNodes {
  private final Path file;
  private final GivenValues given;

  YamlNodes(Path file, GivenValues given) {
    this.file = file;
    this.given = given;
  }

  /** Visits each key once; one that is repeated or no text is refused. */
  void forEachKey(MappingNode mapping, String shown, BiConsumer<String, NodeTuple> visitor) {
    Map<String, Integer> lines = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Origin origin = line(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
        given.refuse(
            shown.isEmpty() ? file.toString() : shown,
            origin,
            "A key is a list or a section.",
            "Write names as keys.");
        continue;
      }
      String key = scalar.getValue();
      int number = lineNumber(scalar);
      Integer earlier = lines.putIfAbsent(key, number);
      if (earlier == null) {
        visitor.accept(key, tuple);
      } else {
        given.refuse(
            KeyPaths.join(shown, key),
            origin,
            "The key stands already in line %d.".formatted(earlier),
            "Remove one of the two.");
      }
    }
  }

  /**
   * The section below a key; empty for a key with nothing below it, and for one that is refused.
   */
  Optional<MappingNode> asMapping(NodeTuple tuple, String shown) {
    Node node = tuple.getValueNode();
    if (node instanceof MappingNode mapping) {
      return Optional.of(mapping);
    }
    if (!isNull(node)) {
      given.refuse(
          shown,
          line(node),
          "A value stands where a section is wanted.",
          "Write keys below it, indented.");
    }
    return Optional.empty();
  }

  /** The value of a key, one or a list; empty for one that is refused. */
  Optional<RawValue> rawValue(NodeTuple tuple, String shown) {
    Node node = tuple.getValueNode();
    List<Node> nodes = node instanceof SequenceNode list ? list.getValue() : List.of(node);
    List<String> items = new ArrayList<>();
    for (Node item : nodes) {
      if (!(item instanceof ScalarNode scalar)
          || !item.getTag().getValue().startsWith(Tag.PREFIX)) {
        given.refuse(
            shown,
            line(item),
            "A section, a list or a tag stands where a plain value is wanted.",
            "Write the value alone.");
        return Optional.empty();
      }
      items.add(isNull(item) ? "" : scalar.getValue());
    }
    return Optional.of(new RawValue(items, node instanceof SequenceNode, line(tuple.getKeyNode())));
  }

  private static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.getScalarStyle() == ScalarStyle.PLAIN
        && scalar.getTag().equals(Tag.NULL);
  }

  Origin line(Node node) {
    return Origin.ofLine(file, lineNumber(node));
  }

  private static int lineNumber(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }
}
