package dev.vane.log;

import dev.vane.spi.VaneException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A log of texts in a directory, which can be opened again and again. */
final class LogHarness implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  final FaultyFiles files = new FaultyFiles();
  final LogLane lane = new LogLane();
  private final LogSettings settings;
  private final List<LogEntry> recovered = new ArrayList<>();
  private final List<String> recoveredTexts = new ArrayList<>();
  private CommitLog log;

  LogHarness(Path directory, long limit, long segment) {
    settings = new LogSettings(directory, limit, segment);
    log = openLog();
  }

  CommitLog log() {
    return log;
  }

  /** What the last opening found, in order. */
  List<String> recovered() {
    return recoveredTexts;
  }

  List<LogEntry> recoveredEntries() {
    return recovered;
  }

  void reopen() {
    log.close();
    log = openLog();
  }

  private CommitLog openLog() {
    recovered.clear();
    recoveredTexts.clear();
    return CommitLog.open(
        settings,
        files,
        new RecoveredEntries() {
          @Override
          public void log(String id) {}

          @Override
          public void entry(LogEntry entry, ByteBuffer payload) {
            recovered.add(entry);
            recoveredTexts.add(StandardCharsets.UTF_8.decode(payload).toString());
          }
        },
        LogListener.NONE);
  }

  CompletableFuture<LogEntry> append(String text) {
    return append(lane, text);
  }

  CompletableFuture<LogEntry> append(LogLane sender, String text) {
    CompletableFuture<LogEntry> result = new CompletableFuture<>();
    log.append(
        sender,
        ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
        new AppendListener() {
          @Override
          public void durable(LogEntry entry) {
            result.complete(entry);
          }

          @Override
          public void failed(VaneException failure) {
            result.completeExceptionally(failure);
          }
        });
    return result;
  }

  static LogEntry get(CompletableFuture<LogEntry> result) {
    try {
      return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof VaneException cause) {
        throw cause;
      }
      throw new AssertionError(failure);
    } catch (InterruptedException | TimeoutException failure) {
      throw new AssertionError(failure);
    }
  }

  static String text(LogEntry entry) {
    ByteBuffer target = ByteBuffer.allocate(entry.length());
    entry.read(target);
    return StandardCharsets.UTF_8.decode(target).toString();
  }

  @Override
  public void close() {
    log.close();
  }
}
