package dev.vane.storage.delta.s3;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * The clients of one store, over one HTTP client.
 *
 * @param patient tries again what may be tried again
 * @param once tries once, for requests whose repetition would mean something else
 */
record S3Clients(S3Client patient, S3Client once, SdkHttpClient http) implements AutoCloseable {
  private static final Duration MAX_CONNECT = Duration.ofSeconds(5);

  static S3Clients of(S3Settings settings) {
    Duration connect =
        settings.timeout().compareTo(MAX_CONNECT) < 0 ? settings.timeout() : MAX_CONNECT;
    SdkHttpClient http =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(connect)
            .socketTimeout(settings.timeout())
            .build();
    AwsCredentialsProvider credentials = credentials(settings.credentialsFile());
    return new S3Clients(
        client(settings, http, credentials, AwsRetryStrategy.standardRetryStrategy()),
        client(settings, http, credentials, AwsRetryStrategy.doNotRetry()),
        http);
  }

  private static AwsCredentialsProvider credentials(Optional<Path> file) {
    if (file.isEmpty()) {
      return DefaultCredentialsProvider.builder().build();
    }
    return ProfileCredentialsProvider.builder()
        .profileFile(
            ProfileFile.builder().content(file.get()).type(ProfileFile.Type.CREDENTIALS).build())
        .build();
  }

  private static S3Client client(
      S3Settings settings,
      SdkHttpClient http,
      AwsCredentialsProvider credentials,
      RetryStrategy retries) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(http)
            .credentialsProvider(credentials)
            .region(Region.of(settings.region()))
            .forcePathStyle(settings.pathStyle())
            // The JDK's HTTP client can't take a refusal while it waits for "100 Continue".
            .serviceConfiguration(S3Configuration.builder().expectContinueEnabled(false).build())
            .overrideConfiguration(configuration -> configuration.retryStrategy(retries));
    // Other stores than Amazon's often don't know the checksums that the client adds by itself.
    settings
        .endpoint()
        .ifPresent(
            endpoint ->
                builder
                    .endpointOverride(endpoint)
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED));
    return builder.build();
  }

  @Override
  public void close() {
    patient.close();
    once.close();
    http.close();
  }
}
