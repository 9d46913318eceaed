package dev.vane.config;

import dev.vane.spi.Names;
import java.util.List;
import java.util.regex.Pattern;

/** Dotted paths of keys. */
final class KeyPaths {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,80}");

  private KeyPaths() {}

  /**
   * The path of a key below a prefix; a key of the user's own making is shown so that it cannot
   * mislead.
   */
  static String join(String prefix, String key) {
    String shown = PLAIN.matcher(key).matches() ? key : Names.quoted(key);
    return prefix.isEmpty() ? shown : prefix + "." + shown;
  }

  /** The last element of a path. */
  static String leaf(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** The path without its last element; empty where it has only one. */
  static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }

  /** The different next elements of those paths that go on below the prefix. */
  static List<String> children(String prefix, List<String> paths) {
    String start = prefix.isEmpty() ? "" : prefix + ".";
    return paths.stream()
        .filter(path -> path.startsWith(start))
        .map(path -> path.substring(start.length()).split("\\.", 2)[0])
        .distinct()
        .toList();
  }
}
