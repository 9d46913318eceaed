package dev.vane.storage.delta.s3;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the client throws, in the words of this project. */
final class S3Errors {
  static final int NOT_FOUND = 404;
  static final int CONFLICT = 409;
  static final int PRECONDITION_FAILED = 412;

  private static final int CLIENT_ERROR = 400;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final int REQUEST_TIMEOUT = 408;

  private final S3Settings settings;

  S3Errors(S3Settings settings) {
    this.settings = settings;
  }

  /** Whether there is no object of the key. */
  static boolean isMissing(SdkException failure) {
    return failure instanceof S3Exception answer
        && answer.statusCode() == NOT_FOUND
        && !code(answer).equals("NoSuchBucket");
  }

  static boolean isStatus(SdkException failure, int status) {
    return failure instanceof S3Exception answer && answer.statusCode() == status;
  }

  /** Whether the request has surely not been carried out. */
  static boolean isRefused(SdkException failure) {
    if (failure instanceof S3Exception answer) {
      int status = answer.statusCode();
      return status >= CLIENT_ERROR && status < SERVER_ERROR && status != REQUEST_TIMEOUT;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof NoRouteToHostException) {
        return true;
      }
    }
    return isWithoutCredentials(failure);
  }

  /** What went wrong, for who has to do something about it. */
  VaneException of(SdkException failure) {
    if (failure instanceof S3Exception answer) {
      int status = answer.statusCode();
      if (code(answer).equals("NoSuchBucket") || status == NOT_FOUND) {
        return new VaneException(
            ErrorCode.STORE_MISSING,
            "There is no bucket %s at %s. Make it, or correct delta_config.s3_location."
                .formatted(settings.bucket(), settings.server()),
            failure);
      }
      if (status < SERVER_ERROR && status != REQUEST_TIMEOUT && status != TOO_MANY_REQUESTS) {
        return new VaneException(
            ErrorCode.STORE_REFUSED,
            "The object store %s at %s refused a request (%d %s). Check that the credentials may list, read, write and delete there, delta_config.s3_region and delta_config.s3_path_style."
                .formatted(settings.location(), settings.server(), status, code(answer)),
            failure);
      }
    }
    if (isWithoutCredentials(failure)) {
      return new VaneException(
          ErrorCode.STORE_REFUSED,
          "There are no credentials for the object store %s. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a file by delta_config.s3_credentials_file."
              .formatted(settings.location()),
          failure);
    }
    return new VaneException(
        ErrorCode.STORE_UNAVAILABLE,
        "The object store %s at %s does not serve (%s). Nothing was done; try again, and check delta_config.s3_endpoint and delta_config.s3_path_style if it never did."
            .formatted(settings.location(), settings.server(), reason(failure)),
        failure);
  }

  private static boolean isWithoutCredentials(SdkException failure) {
    return failure instanceof SdkClientException
        && (String.valueOf(failure.getMessage()).contains("Unable to load credentials")
            || String.valueOf(failure.getMessage())
                .contains("Profile file contained no credentials"));
  }

  private static String code(S3Exception answer) {
    return answer.awsErrorDetails() == null
        ? ""
        : String.valueOf(answer.awsErrorDetails().errorCode());
  }

  private static String reason(Throwable failure) {
    if (failure instanceof S3Exception answer) {
      return "status " + answer.statusCode();
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return "its host is unknown";
      }
      if (cause instanceof ConnectException) {
        return "no connection";
      }
      if (cause instanceof SocketTimeoutException) {
        return "no answer within delta_config.s3_timeout";
      }
    }
    return "the connection broke";
  }
}
