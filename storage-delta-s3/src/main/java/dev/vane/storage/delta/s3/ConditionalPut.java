package dev.vane.storage.delta.s3;

import dev.vane.storage.delta.file.UnconfirmedException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Puts an object only where there is none, by {@code If-None-Match: *}; the step that the commit
 * protocol of Delta rests on.
 *
 * <p>An answer can get lost after the store has done what it was asked for. Who then simply tried
 * again would find a name taken by himself, and take that for another writer's win; the rows of the
 * commit would be there twice. So the client may not repeat this request by itself. Here it is
 * repeated, and an object that is in the way is compared with what was to be put: a commit has an
 * identifier that no other has, so the same bytes are one's own. Where the store is gone before
 * this could be done, the outcome is unknown, and is told so.
 */
final class ConditionalPut {
  private static final int ATTEMPTS = 4;
  private static final long FIRST_PAUSE_MILLIS = 100;

  private final S3Clients clients;
  private final S3Errors errors;
  private final String bucket;

  ConditionalPut(S3Clients clients, S3Errors errors, String bucket) {
    this.clients = clients;
    this.errors = errors;
    this.bucket = bucket;
  }

  /**
   * Puts a file.
   *
   * @throws FileAlreadyExistsException when another writer has put the key
   * @throws UnconfirmedException when it may be there
   * @throws dev.vane.spi.VaneException when it is not there
   */
  void run(Path file, String key) throws IOException {
    boolean inDoubt = false;
    for (int attempt = 0; ; attempt++) {
      try {
        put(clients.once(), file, key);
        return;
      } catch (SdkException e) {
        if (S3Errors.isStatus(e, S3Errors.PRECONDITION_FAILED)) {
          requireOwn(file, key);
          return;
        }
        inDoubt |= !S3Errors.isRefused(e);
        // Another request for the key is under way (409); the next attempt sees its end.
        boolean hopeless =
            e instanceof S3Exception
                && S3Errors.isRefused(e)
                && !S3Errors.isStatus(e, S3Errors.CONFLICT);
        if (hopeless || attempt + 1 == ATTEMPTS) {
          if (inDoubt) {
            throw new UnconfirmedException(file, e);
          }
          throw errors.of(e);
        }
        pause(attempt);
      }
    }
  }

  private void put(S3Client client, Path file, String key) throws IOException {
    client.putObject(
        request -> request.bucket(bucket).key(key).ifNoneMatch("*"),
        Upload.body(file, 0, Files.size(file)));
  }

  private void requireOwn(Path file, String key) throws IOException {
    byte[] there;
    try {
      there =
          clients
              .patient()
              .getObjectAsBytes(request -> request.bucket(bucket).key(key))
              .asByteArray();
    } catch (SdkException e) {
      throw new UnconfirmedException(file, e);
    }
    if (!Arrays.equals(there, Files.readAllBytes(file))) {
      throw new FileAlreadyExistsException(key);
    }
  }

  private static void pause(int attempt) throws IOException {
    long longest = FIRST_PAUSE_MILLIS << attempt;
    try {
      Thread.sleep(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException();
    }
  }
}
