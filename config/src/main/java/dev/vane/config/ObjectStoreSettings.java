package dev.vane.config;

import dev.vane.spi.Names;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The settings of an object store that holds the Delta tables. */
final class ObjectStoreSettings {
  private static final Pattern S3 =
      Pattern.compile("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9!_.*'()/=-]*)?");
  private static final Pattern HTTP = Pattern.compile("https?://[^/@?#\\s]+/?");
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,63}");

  static final Setting<Optional<URI>> LOCATION =
      Setting.of(
          "delta_config.s3_location",
          new OptionalType<>(address("`s3://bucket/prefix`", S3.asMatchPredicate())),
          OptionalType.NONE,
          "Bucket and prefix of an S3-compatible object store that holds the Delta tables, in place"
              + " of `delta_config.table_path`. Credentials come from the environment"
              + " (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, a container's or machine's role) or from"
              + " `delta_config.s3_credentials_file`.");
  static final Setting<Optional<URI>> ENDPOINT =
      Setting.of(
          "delta_config.s3_endpoint",
          new OptionalType<>(
              address("`http://` or `https://`, host and port", HTTP.asMatchPredicate())),
          OptionalType.NONE,
          "The address of the store; `none` for Amazon's own of the region.");
  static final Setting<String> REGION_NAME =
      Setting.of(
          "delta_config.s3_region",
          new TextType<>("name of a region", ObjectStoreSettings::region, text -> text),
          "us-east-1",
          "The region of the bucket; stores without regions take any.");
  static final Setting<Boolean> PATH_STYLE =
      Setting.of(
          "delta_config.s3_path_style",
          SettingTypes.SWITCH,
          "false",
          "Whether the bucket stands in the path of addresses, not in their host; most stores but"
              + " Amazon's need it.");
  static final Setting<Optional<Path>> CREDENTIALS_FILE =
      Setting.of(
          "delta_config.s3_credentials_file",
          new OptionalType<>(SettingTypes.PATH),
          OptionalType.NONE,
          "A file in the form of `~/.aws/credentials` whose profile `default` is used.");
  static final Setting<Long> CACHE =
      Setting.of(
          "delta_config.s3_cache",
          SettingTypes.size(1 << 20, 1L << 44),
          "16GiB",
          "What copies of the store's data files may take below the data directory; the ones used"
              + " longest ago go first. Files that are read at once have to fit (`LIMIT_FILE_CACHE`).");
  static final Setting<Duration> TIMEOUT =
      Setting.of(
          "delta_config.s3_timeout",
          SettingTypes.time(Duration.ofMillis(100), Duration.ofHours(1)),
          "30s",
          "How long the store may be silent; a request that may be repeated is tried three times"
              + " before the answer is `STORE_UNAVAILABLE`.");

  static final List<Setting<?>> ALL =
      List.of(LOCATION, ENDPOINT, REGION_NAME, PATH_STYLE, CREDENTIALS_FILE, CACHE, TIMEOUT);

  private ObjectStoreSettings() {}

  private static SettingType<URI> address(String form, Predicate<String> valid) {
    return new TextType<>(
        form,
        text -> {
          if (!valid.test(text)) {
            // Not repeated: people put passwords into addresses.
            throw new InvalidValueException(
                "It is not an address of the form that is wanted.",
                "Write " + form.replace("`", "") + ", without user or password.");
          }
          return URI.create(text);
        },
        URI::toString);
  }

  private static String region(String text) throws InvalidValueException {
    if (!REGION.matcher(text).matches()) {
      throw new InvalidValueException(
          Names.quoted(text) + " is not a region.", "Write a name such as eu-central-1.");
    }
    return text;
  }
}
