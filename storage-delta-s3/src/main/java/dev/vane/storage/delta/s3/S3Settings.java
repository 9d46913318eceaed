package dev.vane.storage.delta.s3;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an object store is and how it is used. Credentials are no part of it: they come from the
 * environment or from a file that only the client reads.
 *
 * @param prefix of all keys, without a slash at its end; empty for the whole bucket
 * @param endpoint where the store is; empty for Amazon's
 * @param pathStyle whether the bucket is in the path of an address, not in its host
 * @param credentialsFile in the form of {@code ~/.aws/credentials}; empty for the environment
 * @param cacheBytes what copies of files may take on the local disk
 * @param timeout how long the store may be silent in one attempt
 */
record S3Settings(
    String bucket,
    String prefix,
    Optional<URI> endpoint,
    String region,
    boolean pathStyle,
    Optional<Path> credentialsFile,
    long cacheBytes,
    Duration timeout) {
  private static final String ENDPOINT = "s3_endpoint";
  private static final String REGION = "s3_region";
  private static final String PATH_STYLE = "s3_path_style";
  private static final String CREDENTIALS_FILE = "s3_credentials_file";
  private static final String CACHE = "s3_cache";
  private static final String TIMEOUT = "s3_timeout_millis";
  static final List<String> KEYS =
      List.of(ENDPOINT, REGION, PATH_STYLE, CREDENTIALS_FILE, CACHE, TIMEOUT);

  private static final Pattern LOCATION =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(/.*)?");

  static S3Settings of(String location, Map<String, String> settings) {
    Matcher matcher = LOCATION.matcher(location);
    if (!matcher.matches()) {
      throw new VaneException(
          ErrorCode.CONFIGURATION_INVALID,
          "The location %s of delta_config.s3_location is not of the form s3://bucket/prefix."
              .formatted(Names.quoted(location)));
    }
    String path = matcher.group(2) == null ? "" : matcher.group(2);
    return new S3Settings(
        matcher.group(1),
        path.replaceAll("^/+|/+$", ""),
        text(settings, ENDPOINT).map(URI::create),
        text(settings, REGION).orElse("us-east-1"),
        Boolean.parseBoolean(settings.get(PATH_STYLE)),
        text(settings, CREDENTIALS_FILE).map(Path::of),
        text(settings, CACHE).map(Long::parseLong).orElse(16L << 30),
        Duration.ofMillis(text(settings, TIMEOUT).map(Long::parseLong).orElse(30_000L)));
  }

  private static Optional<String> text(Map<String, String> settings, String key) {
    return Optional.ofNullable(settings.get(key)).filter(text -> !text.isEmpty());
  }

  /** The address of the root, for people. */
  String location() {
    return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }

  /** Whom the requests go to, for people. */
  String server() {
    return endpoint.map(URI::toString).orElse("Amazon S3, region " + region);
  }
}
