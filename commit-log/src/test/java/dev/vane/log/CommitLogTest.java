package dev.vane.log;

import static dev.vane.log.LogHarness.get;
import static dev.vane.log.LogHarness.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitLogTest {
  private static final long LARGE = 1 << 20;

  @TempDir Path directory;

  @Test
  void entriesAreReadBackAndFoundAgain() {
    try (LogHarness harness = new LogHarness(directory, LARGE, LARGE)) {
      LogEntry first = get(harness.append("one"));
      LogEntry second = get(harness.append("two"));
      assertThat(second.position()).isEqualTo(first.position() + 1);
      assertThat(text(first)).isEqualTo("one");
      String id = harness.log().id();
      harness.reopen();
      assertThat(harness.recovered()).containsExactly("one", "two");
      assertThat(harness.log().id()).isEqualTo(id);
      assertThat(get(harness.append("three")).position()).isEqualTo(first.position() + 2);
      assertThat(text(harness.recoveredEntries().get(1))).isEqualTo("two");
    }
  }

  @Test
  void allWhoWaitShareASync() {
    try (LogHarness harness = new LogHarness(directory, LARGE, LARGE)) {
      harness.files.syncGate.drainPermits();
      CompletableFuture<LogEntry> first = harness.append("first");
      while (harness.files.syncGate.getQueueLength() == 0) {
        Thread.onSpinWait();
      }
      List<CompletableFuture<LogEntry>> others = new ArrayList<>();
      for (int number = 0; number < 50; number++) {
        others.add(harness.append("other " + number));
      }
      assertThat(first).isNotDone();
      harness.files.syncGate.release(2);
      get(first);
      others.forEach(LogHarness::get);
      assertThat(harness.files.syncs).hasValue(2);
    }
  }

  @Test
  void tornTailIsCutOff() throws IOException {
    try (LogHarness harness = new LogHarness(directory, LARGE, LARGE)) {
      get(harness.append("kept"));
      get(harness.append("torn"));
      harness.log().close();
      Path file = segments().get(0);
      try (var channel = java.nio.channels.FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(channel.size() - 1);
      }
      harness.reopen();
      assertThat(harness.recovered()).containsExactly("kept");
      get(harness.append("next"));
      harness.reopen();
      assertThat(harness.recovered()).containsExactly("kept", "next");
    }
  }

  @Test
  void changedByteOfTheLastEntryIsATornTail() throws IOException {
    try (LogHarness harness = new LogHarness(directory, LARGE, LARGE)) {
      get(harness.append("kept"));
      get(harness.append("torn"));
      harness.log().close();
      flipLastByte(segments().get(0));
      harness.reopen();
      assertThat(harness.recovered()).containsExactly("kept");
    }
  }

  @Test
  void damageBeforeTheLastFileRefusesTheStart() throws IOException {
    try (LogHarness harness = new LogHarness(directory, LARGE, 100)) {
      for (int number = 0; number < 20; number++) {
        get(harness.append("entry " + number));
      }
      harness.log().close();
      assertThat(segments()).hasSizeGreaterThan(2);
      flipLastByte(segments().get(0));
      VaneException refusal = catchThrowableOfType(VaneException.class, harness::reopen);
      assertThat(refusal.code()).isEqualTo(ErrorCode.STORAGE_CORRUPT);
      flipLastByte(segments().get(0));
      harness.reopen();
      assertThat(harness.recovered()).hasSize(20);
    }
  }

  @Test
  void failedSyncAcknowledgesNothingEverAfter() {
    try (LogHarness harness = new LogHarness(directory, LARGE, LARGE)) {
      get(harness.append("kept"));
      harness.files.syncFails = true;
      assertCode(ErrorCode.LOG_FAILED, () -> get(harness.append("lost")));
      harness.files.syncFails = false;
      assertCode(ErrorCode.LOG_FAILED, () -> get(harness.append("after")));
      assertThat(harness.log().isFailed()).isTrue();
      harness.reopen();
      // Whether the entry of the failed sync is there nobody was told; the one before it was.
      assertThat(harness.recovered()).first().isEqualTo("kept");
      LogLane fresh = new LogLane();
      get(harness.append(fresh, "again"));
    }
  }

  @Test
  void entriesThatAreFoundCountOnlyOnceTheyAreOnDisk() {
    try (LogHarness harness = new LogHarness(directory, LARGE, LARGE)) {
      get(harness.append("kept"));
      harness.files.syncFails = true;
      assertCode(ErrorCode.LOG_FAILED, () -> get(harness.append("in doubt")));
      assertCode(ErrorCode.STORAGE_FAILED, harness::reopen);
      assertThat(harness.recovered()).isEmpty();
      harness.files.syncFails = false;
      harness.reopen();
      assertThat(harness.recovered()).containsExactly("kept", "in doubt");
    }
  }

  @Test
  void fullDiskRefusesAndLeavesTheLogAsItWas() {
    try (LogHarness harness = new LogHarness(directory, LARGE, LARGE)) {
      get(harness.append("kept"));
      harness.files.full = true;
      assertCode(ErrorCode.STORAGE_FULL, () -> get(harness.append("refused")));
      harness.files.full = false;
      assertCode(ErrorCode.STORAGE_FULL, () -> get(harness.append("follows the refused one")));
      get(harness.append(new LogLane(), "another sender"));
      harness.reopen();
      assertThat(harness.recovered()).containsExactly("kept", "another sender");
    }
  }

  @Test
  void fullDiskThatCannotBeCutBackEndsTheLogsUse() {
    try (LogHarness harness = new LogHarness(directory, LARGE, LARGE)) {
      get(harness.append("kept"));
      harness.files.full = true;
      harness.files.truncateFails = true;
      assertCode(ErrorCode.LOG_FAILED, () -> get(harness.append("refused")));
      harness.files.full = false;
      harness.files.truncateFails = false;
      assertCode(ErrorCode.LOG_FAILED, () -> get(harness.append(new LogLane(), "after")));
      harness.reopen();
      assertThat(harness.recovered()).containsExactly("kept");
    }
  }

  @Test
  void releasedSegmentsAreRemovedAndMakeRoom() throws IOException {
    try (LogHarness harness = new LogHarness(directory, 2_000, 200)) {
      List<LogEntry> entries = new ArrayList<>();
      VaneException refusal = null;
      while (refusal == null) {
        try {
          entries.add(get(harness.append("x".repeat(100))));
        } catch (VaneException full) {
          refusal = full;
        }
      }
      assertThat(refusal.code()).isEqualTo(ErrorCode.LIMIT_LOG);
      assertThat(refusal.code().retryable()).isTrue();
      assertThat(refusal.text()).contains("limits.log_bytes");
      assertThat(harness.log().bytes()).isLessThanOrEqualTo(2_000);
      int before = segments().size();
      entries.forEach(LogEntry::release);
      assertThat(segments()).hasSize(1).hasSizeLessThan(before);
      assertThat(harness.log().entries()).isZero();
      get(harness.append("room again"));
      harness.reopen();
      assertThat(harness.recovered()).last().isEqualTo("room again");
    }
  }

  @Test
  void segmentWithOneNeededEntryStays() throws IOException {
    try (LogHarness harness = new LogHarness(directory, LARGE, 200)) {
      List<LogEntry> entries = new ArrayList<>();
      for (int number = 0; number < 12; number++) {
        entries.add(get(harness.append("x".repeat(100))));
      }
      LogEntry needed = entries.get(3);
      entries.stream().filter(entry -> entry != needed).forEach(LogEntry::release);
      harness.reopen();
      assertThat(harness.recoveredEntries())
          .extracting(LogEntry::position)
          .contains(needed.position());
    }
  }

  @Test
  void restartsWithoutEntriesKeepOneFile() throws IOException {
    try (LogHarness harness = new LogHarness(directory, LARGE, LARGE)) {
      for (int start = 0; start < 5; start++) {
        harness.reopen();
        assertThat(segments()).hasSize(1);
      }
      String id = harness.log().id();
      get(harness.append("one"));
      harness.reopen();
      assertThat(harness.log().id()).isEqualTo(id);
    }
  }

  @Test
  void closedLogRefuses() {
    try (LogHarness harness = new LogHarness(directory, LARGE, LARGE)) {
      CompletableFuture<LogEntry> last = harness.append("last");
      harness.log().close();
      get(last);
      assertCode(ErrorCode.SHUTTING_DOWN, () -> get(harness.append("too late")));
    }
  }

  private static void assertCode(
      ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
    VaneException failure = catchThrowableOfType(VaneException.class, action);
    assertThat(failure).isNotNull();
    assertThat(failure.code()).isEqualTo(code);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static void flipLastByte(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }
}
