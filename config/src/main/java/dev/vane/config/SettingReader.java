package dev.vane.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Turns given values into values, one setting at a time, keeping account of where each came from.
 * Every value that is given is checked, also one that another overrides: it is wrong all the same.
 */
final class SettingReader {
  private final GivenValues given;
  private final Machine machine;
  private final List<EffectiveSetting> effective = new ArrayList<>();
  private final List<EffectiveSetting> effectiveOfStreams = new ArrayList<>();
  private final Set<String> broken = new HashSet<>();

  SettingReader(GivenValues given, Machine machine) {
    this.given = given;
    this.machine = machine;
  }

  /**
   * The value in force; the default where what is given is refused. To be called once a setting.
   */
  <T> T read(Setting<T> setting) {
    T standard = setting.standardValue().apply(machine);
    T value = standard;
    Origin origin = Origin.OF_DEFAULTS;
    for (RawValue raw : given.values(setting.name())) {
      Optional<T> parsed = parse(setting.name(), setting.type(), raw);
      if (parsed.isPresent()) {
        value = parsed.get();
        origin = raw.origin();
      }
    }
    SettingType<T> type = setting.type();
    effective.add(
        new EffectiveSetting(setting.name(), type.print(value), origin, type.print(standard)));
    return value;
  }

  /** The value of a stream's setting, if the stream says it. */
  <T> Optional<T> read(String stream, Map<String, RawValue> values, StreamSetting<T> setting) {
    String path = path(stream, setting);
    Optional<RawValue> raw = Optional.ofNullable(values.get(setting.name()));
    Optional<T> value = raw.flatMap(given -> parse(path, setting.type(), given));
    effectiveOfStreams.add(
        new EffectiveSetting(
            path,
            value.map(setting.type()::print).orElse(setting.standard()),
            value.isPresent() ? raw.orElseThrow().origin() : Origin.OF_DEFAULTS,
            setting.standard()));
    return value;
  }

  static String path(String stream, StreamSetting<?> setting) {
    return KeyPaths.join("streams", stream) + "." + setting.name();
  }

  /** Whether a value given for the setting was refused. */
  boolean isBroken(String name) {
    return broken.contains(name);
  }

  /** Where the value in force came from. */
  Origin origin(String name) {
    return effective().stream()
        .filter(setting -> setting.name().equals(name))
        .map(EffectiveSetting::origin)
        .findFirst()
        .orElse(Origin.OF_DEFAULTS);
  }

  /** The account so far, single streams last. */
  List<EffectiveSetting> effective() {
    return Stream.concat(effective.stream(), effectiveOfStreams.stream()).toList();
  }

  private <T> Optional<T> parse(String name, SettingType<T> type, RawValue raw) {
    try {
      return Optional.of(type.parse(raw));
    } catch (InvalidValueException invalid) {
      given.refuse(name, raw.origin(), invalid.complaint(), invalid.remedy());
      broken.add(name);
      return Optional.empty();
    }
  }
}
