package dev.vane.storage.delta.s3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Ranges of one object, each read by a request of its own, or of the bytes that came with it. */
final class RangeChannel implements SeekableByteChannel {
  /** So much is asked for at least, since what follows is often read next. */
  private static final int LEAST_BYTES = 64 << 10;

  private static final int MOST_BYTES = 16 << 20;

  private final S3Client client;
  private final S3Errors errors;
  private final String bucket;
  private final String key;
  private final HeadObjectResponse object;
  private ByteBuffer read = ByteBuffer.allocate(0);
  private long readFrom;
  private long position;
  private boolean open = true;

  RangeChannel(
      S3Client client, S3Errors errors, String bucket, String key, HeadObjectResponse object) {
    this.client = client;
    this.errors = errors;
    this.bucket = bucket;
    this.key = key;
    this.object = object;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    requireOpen();
    if (position >= size()) {
      return -1;
    }
    if (position < readFrom || position >= readFrom + read.limit()) {
      request(Math.max(LEAST_BYTES, Math.min(MOST_BYTES, target.remaining())));
    }
    ByteBuffer source = read.duplicate().position((int) (position - readFrom));
    int count = Math.min(source.remaining(), target.remaining());
    target.put(source.limit(source.position() + count));
    position += count;
    return count;
  }

  private void request(int length) {
    long last = Math.min(size(), position + length) - 1;
    try {
      read =
          client
              .getObjectAsBytes(
                  request ->
                      request
                          .bucket(bucket)
                          .key(key)
                          .ifMatch(object.eTag())
                          .range("bytes=%d-%d".formatted(position, last)))
              .asByteBuffer();
      readFrom = position;
    } catch (SdkException e) {
      throw errors.of(e);
    }
  }

  @Override
  public long position() throws IOException {
    requireOpen();
    return position;
  }

  @Override
  public SeekableByteChannel position(long wanted) throws IOException {
    requireOpen();
    if (wanted < 0) {
      throw new IllegalArgumentException("a position before the begin: " + wanted);
    }
    position = wanted;
    return this;
  }

  @Override
  public long size() {
    return object.contentLength();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  private void requireOpen() throws ClosedChannelException {
    if (!open) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }
}
