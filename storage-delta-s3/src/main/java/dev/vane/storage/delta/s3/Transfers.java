package dev.vane.storage.delta.s3;

import dev.vane.storage.delta.file.AtomicPublication;
import dev.vane.storage.delta.file.WantedFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** Data files on their way to the store and back, some at a time. */
final class Transfers implements AutoCloseable {
  private static final int THREADS = 8;

  private final S3Client client;
  private final S3Errors errors;
  private final String bucket;
  private final S3Keys keys;
  private final LocalCopies copies;
  private final Upload upload;

  /** A file that several want is fetched once. */
  private final Map<Path, Object> locks = new ConcurrentHashMap<>();

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "vane-s3");
            thread.setDaemon(true);
            return thread;
          });

  Transfers(S3Client client, S3Errors errors, String bucket, S3Keys keys, LocalCopies copies) {
    this.client = client;
    this.errors = errors;
    this.bucket = bucket;
    this.keys = keys;
    this.copies = copies;
    this.upload = new Upload(client, bucket);
  }

  void upload(Path file, String key) throws IOException {
    try {
      upload.run(file, key);
    } catch (SdkException e) {
      throw errors.of(e);
    }
  }

  /** Files that came from the store or went there before are passed over. */
  void store(Collection<Path> files) throws IOException {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (Path file : files) {
      if (!copies.contains(file)) {
        tasks.add(
            () -> {
              upload(file, keys.of(file));
              copies.add(file, Files.size(file), Files.getLastModifiedTime(file).toMillis());
              return null;
            });
      }
    }
    run(tasks);
  }

  void fetch(Collection<WantedFile> files) throws IOException {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (WantedFile file : files) {
      boolean hit = copies.use(file.path(), file.bytes(), file.modifiedMillis());
      copies.count(hit);
      if (!hit) {
        tasks.add(
            () -> {
              fetch(file);
              return null;
            });
      }
    }
    run(tasks);
  }

  private void fetch(WantedFile file) throws IOException {
    synchronized (locks.computeIfAbsent(file.path(), path -> new Object())) {
      if (copies.use(file.path(), file.bytes(), file.modifiedMillis())) {
        return;
      }
      Files.createDirectories(AtomicPublication.parent(file.path()));
      Path temporary = AtomicPublication.temporaryFor(file.path());
      copies.reserve(file.path(), Math.max(0, file.bytes()));
      try {
        download(file.path(), temporary);
        Files.setLastModifiedTime(temporary, FileTime.fromMillis(file.modifiedMillis()));
        copies.install(temporary, file.path(), file.bytes(), file.modifiedMillis());
      } finally {
        copies.release(file.path());
        Files.deleteIfExists(temporary);
        locks.remove(file.path());
      }
    }
  }

  private void download(Path file, Path target) throws IOException {
    String key = keys.of(file);
    try {
      client.getObject(request -> request.bucket(bucket).key(key), target);
    } catch (SdkException e) {
      if (S3Errors.isMissing(e)) {
        throw (IOException) new NoSuchFileException(file.toString()).initCause(e);
      }
      throw errors.of(e);
    }
  }

  private void run(List<Callable<Void>> tasks) throws IOException {
    if (tasks.size() == 1) {
      call(tasks.get(0));
      return;
    }
    List<Future<Void>> running = tasks.stream().map(threads::submit).toList();
    try {
      for (Future<Void> task : running) {
        call(task::get);
      }
    } finally {
      running.forEach(task -> task.cancel(false));
    }
  }

  private static void call(Callable<Void> task) throws IOException {
    try {
      task.call();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException failure) {
        throw failure;
      }
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IOException(cause);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
