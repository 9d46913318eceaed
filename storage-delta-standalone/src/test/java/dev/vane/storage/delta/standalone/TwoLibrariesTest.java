package dev.vane.storage.delta.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.spi.AsOf;
import dev.vane.spi.EngineContext;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.LocalFileIO;
import dev.vane.storage.delta.kernel.KernelLogLibrary;
import dev.vane.storage.delta.log.CommitConflictException;
import dev.vane.storage.delta.log.CommitPlan;
import dev.vane.storage.delta.log.CommitPlan.Removal;
import dev.vane.storage.delta.log.CommitPlan.TransactionId;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.DeltaLogLibrary;
import dev.vane.storage.delta.log.LogSnapshot;
import dev.vane.storage.delta.log.LogTable;
import dev.vane.storage.delta.log.ReadSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One table written through Kernel and through Standalone in turn, and at once. */
class TwoLibrariesTest {
  private final BufferAllocator allocator = new RootAllocator();
  @TempDir Path root;
  @TempDir Path spill;
  private DuckDbEngine engine;
  private DeltaLogLibrary kernelLibrary;
  private DeltaLogLibrary standaloneLibrary;
  private LogTable kernel;
  private LogTable standalone;

  @BeforeEach
  void open() {
    engine = DuckDbEngine.open(new EngineContext(allocator, List.of(root), spill, 256L << 20, 1));
    kernelLibrary = new KernelLogLibrary(LocalFileIO.in(root), engine::connect, "Vane/test");
    standaloneLibrary = new StandaloneLogLibrary(LocalFileIO.in(root), "Vane/test");
    kernel = new LogTable(kernelLibrary, root.resolve("t"));
    standalone = new LogTable(standaloneLibrary, root.resolve("t"));
  }

  @AfterEach
  void close() {
    standaloneLibrary.close();
    kernelLibrary.close();
    engine.close();
    allocator.close();
  }

  @Test
  void tableWrittenThroughOneGoesOnThroughTheOther() throws Exception {
    kernel.create(Map.of("delta.checkpointInterval", "3"));
    for (int round = 0; round < 4; round++) {
      write(kernel, "k" + round, new TransactionId("k", round));
      write(standalone, "s" + round, new TransactionId("s", round));
    }
    DataFile first = standalone.active("k0");
    standalone
        .log()
        .commit(standalone.plan("DELETE").removal(Removal.replaced(List.of(first))).build());
    LogSnapshot before = kernel.log().snapshot(new AsOf.Version(8)).orElseThrow();
    kernel
        .log()
        .commit(
            kernel
                .plan("RESTORE")
                .restored(new CommitPlan.Restoration(before, List.of(first)))
                .build());
    assertThat(standalone.newest().version()).isEqualTo(10);
    assertSame(standalone.newest(), kernel.newest());
    try (DeltaLogLibrary anew = new StandaloneLogLibrary(LocalFileIO.in(root), "Vane/test")) {
      assertSame(new LogTable(anew, root.resolve("t")).newest(), kernel.newest());
    }
  }

  @Test
  void tableMadeByStandaloneGoesOnThroughKernel() throws Exception {
    standalone.create(Map.of("delta.checkpointInterval", "2"));
    write(standalone, "s", new TransactionId("s", 1));
    standalone.append("s2", "ä b%");
    write(kernel, "k", new TransactionId("k", 1));
    assertSame(standalone.newest(), kernel.newest());
  }

  @Test
  void conflictsAreSeenAcrossLibraries() throws Exception {
    kernel.create();
    LogSnapshot seen = standalone.newest();
    kernel.append("theirs", "a");
    CommitPlan overwrite =
        LogTable.plan(seen, "WRITE")
            .reads(ReadSet.EVERYTHING)
            .adds(List.of(LogTable.file("ours", "a")))
            .build();
    assertThatThrownBy(() -> standalone.log().commit(overwrite))
        .isInstanceOf(CommitConflictException.class)
        .hasMessageContaining("version 1 ('WRITE' by 'Vane/test')");
  }

  @Test
  void noCommitIsLostBetweenBothAtOnce() throws Exception {
    int each = 12;
    kernel.create(Map.of("delta.checkpointInterval", "5"));
    ExecutorService executor = Executors.newFixedThreadPool(2);
    CyclicBarrier start = new CyclicBarrier(2);
    List<Future<List<Long>>> writers = new ArrayList<>();
    for (LogTable writer : List.of(kernel, standalone)) {
      int number = writers.size();
      Callable<List<Long>> task =
          () -> {
            List<Long> versions = new ArrayList<>();
            start.await();
            for (int index = 0; index < each; index++) {
              versions.add(writer.append("f" + number + "-" + index, "a"));
            }
            return versions;
          };
      writers.add(executor.submit(task));
    }
    List<Long> versions = new ArrayList<>();
    for (Future<List<Long>> writer : writers) {
      versions.addAll(writer.get());
    }
    executor.shutdown();
    assertThat(versions).doesNotHaveDuplicates().hasSize(2 * each);
    assertThat(kernel.newest().files()).hasSize(2 * each);
    assertSame(standalone.newest(), kernel.newest());
  }

  @Test
  void tableOfANewerProtocolIsRefusedByTheNameOfItsFeature() throws Exception {
    kernel
        .log()
        .commit(
            CommitPlan.on(Optional.empty(), "CREATE TABLE")
                .metadata(Optional.of(LogTable.metadata(Map.of())))
                .writerFeatures(List.of("timestampNtz"))
                .build());
    assertThatThrownBy(standalone::newest)
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_UNREADABLE))
        .hasMessageContaining("timestampNtz")
        .hasMessageContaining("log_library");
  }

  @Test
  void featureThatStandaloneCannotGiveATableIsRefusedByName() throws Exception {
    standalone.create();
    CommitPlan plan = standalone.plan("WRITE").writerFeatures(List.of("timestampNtz")).build();
    assertThatThrownBy(() -> standalone.log().commit(plan))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_UNSUPPORTED))
        .hasMessageContaining("timestampNtz");
    assertThat(standalone.newest().version()).isZero();
  }

  @Test
  void logHoldsNoFilesOfHadoop() throws Exception {
    standalone.create(Map.of("delta.checkpointInterval", "2"));
    for (int index = 0; index < 5; index++) {
      standalone.append("f" + index, "a");
    }
    try (var files = Files.list(root.resolve("t/_delta_log"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("_last_checkpoint", "00000000000000000004.checkpoint.parquet")
          .noneMatch(name -> name.startsWith("."));
    }
  }

  private static void write(LogTable table, String file, TransactionId transaction)
      throws Exception {
    table
        .log()
        .commit(
            table
                .plan("WRITE")
                .adds(List.of(LogTable.file(file, "ü /" + file)))
                .transactions(List.of(transaction))
                .build());
  }

  private static void assertSame(LogSnapshot one, LogSnapshot other) {
    assertThat(one.version()).isEqualTo(other.version());
    assertThat(one.metadata().id()).isEqualTo(other.metadata().id());
    assertThat(one.metadata().configuration()).isEqualTo(other.metadata().configuration());
    assertThat(one.files()).containsExactlyInAnyOrderElementsOf(other.files());
    assertThat(LogTable.numbers(one)).isEqualTo(LogTable.numbers(other));
  }
}
