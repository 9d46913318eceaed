package dev.vane.config;

import dev.vane.spi.Suggestions;
import java.util.List;
import java.util.stream.Collectors;

/** What to do about a key that is no setting. */
final class UnknownKeys {
  private UnknownKeys() {}

  /**
   * The nearest key of the same section; else the settings of that name in other sections; else
   * what the section has.
   *
   * @param prefix the section's path; empty at the top
   * @param names all dotted paths that would be valid
   */
  static String remedy(String prefix, String key, List<String> names) {
    if (names.contains(key)) {
      return "Write it as nested keys: %s: {%s: ...}."
          .formatted(KeyPaths.parent(key), KeyPaths.leaf(key));
    }
    List<String> siblings = KeyPaths.children(prefix, names);
    return Suggestions.nearest(key, siblings)
        .map(near -> "Did you mean '%s'?".formatted(KeyPaths.join(prefix, near)))
        .orElseGet(() -> elsewhere(key, siblings, names));
  }

  private static String elsewhere(String key, List<String> siblings, List<String> names) {
    List<String> namesakes =
        names.stream().filter(name -> KeyPaths.leaf(name).equals(key)).toList();
    return namesakes.isEmpty()
        ? "Valid here: %s.".formatted(String.join(", ", siblings))
        : namesakes.stream()
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(" or ", "Did you mean ", "?"));
  }
}
