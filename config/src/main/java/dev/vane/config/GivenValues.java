package dev.vane.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the sources say, before it is read as values, and the problems met on the way. Filled once,
 * by one thread.
 */
final class GivenValues {
  private final Map<String, List<RawValue>> byName = new LinkedHashMap<>();
  private final Map<String, Map<String, RawValue>> byStream = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /** Notes a value; one with an origin of higher precedence must be noted later. */
  void put(String name, RawValue value) {
    byName.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
  }

  /** Makes a stream known as configured, and returns what is said about it. */
  Map<String, RawValue> stream(String name) {
    return byStream.computeIfAbsent(name, unused -> new LinkedHashMap<>());
  }

  /** All values given for a setting, that of the highest precedence last. */
  List<RawValue> values(String name) {
    return byName.getOrDefault(name, List.of());
  }

  Map<String, Map<String, RawValue>> streams() {
    return byStream;
  }

  void refuse(String key, Origin origin, String complaint, String remedy) {
    problems.add(new Problem(key, origin, complaint, remedy));
  }

  List<Problem> problems() {
    return problems;
  }
}
