package dev.vane.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An object store that speaks S3, in place of a folder. Credentials are no part of it.
 *
 * @param location bucket and prefix; empty for no store
 * @param endpoint where the store is; empty for Amazon's
 * @param region of the bucket
 * @param pathStyle whether the bucket is in the path of an address, not in its host
 * @param credentialsFile in the form of {@code ~/.aws/credentials}; empty for the environment
 * @param cacheBytes what local copies of data files may take
 * @param timeout how long the store may be silent
 */
public record ObjectStoreConfiguration(
    Optional<URI> location,
    Optional<URI> endpoint,
    String region,
    boolean pathStyle,
    Optional<Path> credentialsFile,
    long cacheBytes,
    Duration timeout) {
  /** What the backend is told; nothing where there is no store. */
  Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    location.ifPresent(
        place -> {
          settings.put("location", place.toString());
          endpoint.ifPresent(address -> settings.put("s3_endpoint", address.toString()));
          settings.put("s3_region", region);
          settings.put("s3_path_style", Boolean.toString(pathStyle));
          credentialsFile.ifPresent(
              file -> settings.put("s3_credentials_file", file.toAbsolutePath().toString()));
          settings.put("s3_cache", Long.toString(cacheBytes));
          settings.put("s3_timeout_millis", Long.toString(timeout.toMillis()));
        });
    return settings;
  }
}
