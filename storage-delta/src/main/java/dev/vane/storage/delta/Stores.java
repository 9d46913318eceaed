package dev.vane.storage.delta;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.FileIOProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.stream.Stream;

/** Stores of files other than the local disk, by what their locations begin with. */
final class Stores {
  static final String LOCATION = "location";

  private Stores() {}

  /** The settings of all stores that are on the class path. */
  static List<String> settings() {
    return Stream.concat(
            Stream.of(LOCATION), providers().flatMap(provider -> provider.settings().stream()))
        .toList();
  }

  private static Stream<FileIOProvider> providers() {
    return ServiceLoader.load(FileIOProvider.class, Stores.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get);
  }

  /**
   * Opens a store.
   *
   * @param local a folder for local copies; each location has one of its own below it
   */
  static FileIO open(String location, Path local, Map<String, String> settings) {
    int end = location.indexOf("://");
    String scheme = end < 0 ? "" : location.substring(0, end);
    FileIOProvider provider =
        providers()
            .filter(known -> known.scheme().equals(scheme))
            .findFirst()
            .orElseThrow(
                () ->
                    new VaneException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "Nothing on the class path keeps tables in %s. Locations begin with s3://, which needs the module vane-storage-delta-s3."
                            .formatted(Names.quoted(location))));
    String address = settings.getOrDefault("s3_endpoint", "") + " " + location;
    return provider.open(
        location,
        local.resolve(UUID.nameUUIDFromBytes(address.getBytes(StandardCharsets.UTF_8)).toString()),
        settings);
  }
}
