package dev.vane.storage.delta.s3;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Brings a file that nobody else writes into a bucket: at once, or a large one in parts. */
final class Upload {
  private static final Logger logger = LoggerFactory.getLogger(Upload.class);
  private static final String CONTENT_TYPE = "application/octet-stream";

  /** Files up to this size go in one request; parts of others are at least as large. */
  private static final long PART_BYTES = 8L << 20;

  /** A store takes 10,000. */
  private static final long MAX_PARTS = 9_000;

  private final S3Client client;
  private final String bucket;

  Upload(S3Client client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  static RequestBody body(Path file, long start, long length) {
    return RequestBody.fromContentProvider(
        new FileSlice(file, start, length), length, CONTENT_TYPE);
  }

  void run(Path file, String key) throws IOException {
    long size = Files.size(file);
    if (size <= PART_BYTES) {
      client.putObject(request -> request.bucket(bucket).key(key), body(file, 0, size));
    } else {
      inParts(file, key, size);
    }
  }

  private void inParts(Path file, String key, long size) {
    String upload =
        client
            .createMultipartUpload(
                request -> request.bucket(bucket).key(key).contentType(CONTENT_TYPE))
            .uploadId();
    try {
      List<CompletedPart> parts = send(file, key, upload, size);
      client.completeMultipartUpload(
          request ->
              request
                  .bucket(bucket)
                  .key(key)
                  .uploadId(upload)
                  .multipartUpload(completed -> completed.parts(parts)));
    } catch (RuntimeException e) {
      abort(key, upload);
      throw e;
    }
  }

  private List<CompletedPart> send(Path file, String key, String upload, long size) {
    long partBytes = Math.max(PART_BYTES, (size + MAX_PARTS - 1) / MAX_PARTS);
    List<CompletedPart> parts = new ArrayList<>();
    for (long start = 0; start < size; start += partBytes) {
      int number = parts.size() + 1;
      String tag =
          client
              .uploadPart(
                  request -> request.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                  body(file, start, Math.min(partBytes, size - start)))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
    }
    return parts;
  }

  private void abort(String key, String upload) {
    try {
      client.abortMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(upload));
    } catch (SdkException e) {
      logger.warn("Parts of an upload to {} stay in the bucket {}", key, bucket, e);
    }
  }
}
