package dev.vane.storage.delta.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.log.CommitPlan.Removal;
import dev.vane.storage.delta.log.CommitPlan.TransactionId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every library of logs has to do. */
public abstract class DeltaLogContractTest {
  @TempDir Path root;

  private DeltaLogLibrary library;
  private LogTable table;

  /** A library over the tables below a folder, as a program opens it that starts anew. */
  protected abstract DeltaLogLibrary open(Path folder);

  @BeforeEach
  void openLibrary() {
    library = open(root);
    table = new LogTable(library, root.resolve("t"));
  }

  @AfterEach
  void closeLibrary() {
    library.close();
  }

  @Test
  void folderWithoutLogIsNoTable() {
    assertThat(library.open(root.resolve("nothing")).snapshot(AsOf.LATEST)).isEmpty();
  }

  @Test
  void newTableIsAsItWasPlanned() throws Exception {
    assertThat(table.create(Map.of("delta.checkpointInterval", "7"))).isZero();
    TableMetadata metadata = table.newest().metadata();
    assertThat(metadata.name()).contains("t");
    assertThat(metadata.partitionColumns()).containsExactly("p");
    assertThat(metadata.configuration()).containsEntry("delta.checkpointInterval", "7");
    assertThat(table.newest().files()).isEmpty();
  }

  @Test
  void tableIsMadeOnce() throws Exception {
    table.create();
    assertThatExceptionOfType(CommitConflictException.class)
        .isThrownBy(() -> table.create())
        .satisfies(conflict -> assertThat(conflict.winner()).isZero())
        .withMessageContaining("version 0")
        .withMessageContaining("made the table");
  }

  @Test
  void activeFilesAreThoseAddedAndNotRemoved() throws Exception {
    table.create();
    table.append("one", "a b");
    table.append("two", "ü%");
    DataFile file = table.active("two");
    assertThat(file.bytes()).isEqualTo(100);
    assertThat(file.modificationMillis()).isEqualTo(1_700_000_000_000L);
    assertThat(file.partitionValues()).isEqualTo(Map.of("p", "ü%"));
    assertThat(LogPaths.decode(file.path())).isEqualTo("p=ü%/two");
    assertThat(file.statistics().orElseThrow()).contains("\"numRecords\":2");
    table.log().commit(removing(table.newest(), file));
    assertThat(LogTable.names(table.newest())).containsExactly("one");
    assertThat(LogTable.names(reread())).containsExactly("one");
  }

  @Test
  void olderVersionsStayReadable() throws Exception {
    table.create();
    table.append("one", "a");
    table.append("two", "a");
    assertThat(LogTable.names(table.log().snapshot(new AsOf.Version(1)).orElseThrow()))
        .containsExactly("one");
    assertThatThrownBy(() -> table.log().snapshot(new AsOf.Version(9)))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_NOT_FOUND));
  }

  @Test
  void appendGoesOnTopOfWhatOthersAppended() throws Exception {
    table.create();
    LogSnapshot seen = table.newest();
    table.append("theirs", "a");
    long version = table.log().commit(adding(seen, "ours", "a").build());
    assertThat(version).isEqualTo(2);
    assertThat(LogTable.names(table.newest())).containsExactly("ours", "theirs");
    assertThat(table.commit(2)).contains("\"isBlindAppend\":true");
  }

  @Test
  void whatReadEverythingIsRefusedAfterAnAppendAndToldItsVersion() throws Exception {
    table.create();
    table.append("old", "a");
    LogSnapshot seen = table.newest();
    DataFile old = table.active("old");
    table.append("theirs", "b");
    CommitPlan overwrite =
        adding(seen, "ours", "a")
            .reads(ReadSet.EVERYTHING)
            .removal(Removal.replaced(List.of(old)))
            .build();
    assertThatExceptionOfType(CommitConflictException.class)
        .isThrownBy(() -> table.log().commit(overwrite))
        .satisfies(conflict -> assertThat(conflict.winner()).isEqualTo(2))
        .withMessageContaining("version 2")
        .withMessageContaining("'WRITE' by ")
        .withMessageContaining("added rows");
    assertThat(LogTable.names(table.newest())).containsExactly("old", "theirs");
  }

  @Test
  void whatReadOnePartitionGoesOnTopOfAnAppendToAnother() throws Exception {
    table.create();
    table.append("old", "a");
    LogSnapshot seen = table.newest();
    DataFile old = table.active("old");
    table.append("theirs", "b");
    table.log().commit(replacing(seen, old, "ours", "a"));
    assertThat(LogTable.names(table.newest())).containsExactly("ours", "theirs");
    assertThat(table.commit(3)).contains("\"isBlindAppend\":false");
  }

  @Test
  void whatReadOnePartitionIsRefusedAfterAnAppendToIt() throws Exception {
    table.create();
    table.append("old", "a");
    LogSnapshot seen = table.newest();
    DataFile old = table.active("old");
    table.append("theirs", "a");
    assertThatExceptionOfType(CommitConflictException.class)
        .isThrownBy(() -> table.log().commit(replacing(seen, old, "ours", "a")))
        .withMessageContaining("added rows");
  }

  @Test
  void whatReadARemovedFileIsRefused() throws Exception {
    table.create();
    table.append("old", "a");
    LogSnapshot seen = table.newest();
    table.log().commit(removing(seen, table.active("old")));
    CommitPlan derived = adding(seen, "ours", "b").reads(partition("a")).build();
    assertThatExceptionOfType(CommitConflictException.class)
        .isThrownBy(() -> table.log().commit(derived))
        .withMessageContaining("removed a file");
  }

  @Test
  void fileIsRemovedOnce() throws Exception {
    table.create();
    table.append("old", "a");
    LogSnapshot seen = table.newest();
    DataFile old = table.active("old");
    table.log().commit(removing(seen, old));
    assertThatExceptionOfType(CommitConflictException.class)
        .isThrownBy(() -> table.log().commit(removing(seen, old)))
        .withMessageContaining("removes too");
  }

  @Test
  void compactionGoesOnTopOfAnAppendAndIsNoChangeOfRows() throws Exception {
    table.create();
    table.append("small", "a");
    LogSnapshot seen = table.newest();
    DataFile small = table.active("small");
    table.append("theirs", "a");
    table
        .log()
        .commit(
            LogTable.plan(seen, "OPTIMIZE")
                .removal(Removal.rewritten(List.of(small)))
                .rewritten(List.of(LogTable.file("large", "a")))
                .build());
    assertThat(LogTable.names(table.newest())).containsExactly("large", "theirs");
    assertThat(table.commit(3))
        .contains("\"dataChange\":false")
        .doesNotContain("dataChange\":true");
  }

  @Test
  void readerOfAllRowsGoesOnTopOfFilesThatHoldNoNewOnes() throws Exception {
    table.create();
    table.append("small", "a");
    LogSnapshot seen = table.newest();
    DataFile small = table.active("small");
    table
        .log()
        .commit(
            LogTable.plan(seen, "OPTIMIZE")
                .removal(Removal.rewritten(List.of(small)))
                .rewritten(List.of(LogTable.file("large", "a")))
                .build());
    assertThat(table.log().commit(adding(seen, "ours", "b").reads(partition("b")).build()))
        .isEqualTo(3);
  }

  @Test
  void changedMetadataIsAConflictForEveryone() throws Exception {
    table.create();
    LogSnapshot seen = table.newest();
    TableMetadata before = seen.metadata();
    table
        .log()
        .commit(
            LogTable.plan(seen, "SET TBLPROPERTIES")
                .metadata(
                    Optional.of(
                        new TableMetadata(
                            before.id(),
                            before.name(),
                            before.schemaJson(),
                            before.partitionColumns(),
                            Map.of("owner", "them"))))
                .build());
    assertThatExceptionOfType(CommitConflictException.class)
        .isThrownBy(() -> table.log().commit(adding(seen, "ours", "a").build()))
        .withMessageContaining("schema or properties");
  }

  @Test
  void identifiersAreInTheSameCommitAndStayThroughCheckpoints() throws Exception {
    table.create(Map.of("delta.checkpointInterval", "2"));
    table
        .log()
        .commit(
            adding(table.newest(), "one", "a")
                .transactions(List.of(new TransactionId("x", 4), new TransactionId("y", 9)))
                .build());
    assertThat(LogTable.numbers(table.newest())).isEqualTo(Map.of("x", 4L, "y", 9L));
    table
        .log()
        .commit(
            adding(table.newest(), "two", "a")
                .transactions(List.of(new TransactionId("x", 5)))
                .build());
    for (int more = 0; more < 4; more++) {
      table.append("more" + more, "a");
    }
    assertThat(LogTable.numbers(table.newest())).isEqualTo(Map.of("x", 5L, "y", 9L));
    assertThat(LogTable.numbers(reread())).isEqualTo(Map.of("x", 5L, "y", 9L));
    assertThat(LogTable.numbers(table.log().snapshot(new AsOf.Version(1)).orElseThrow()))
        .isEqualTo(Map.of("x", 4L, "y", 9L));
  }

  @Test
  void identifierCanBeTheVersionThatTheCommitMakesWhateverItGoesOnTopOf() throws Exception {
    table.create();
    LogSnapshot seen = table.newest();
    table.append("theirs", "a");
    table
        .log()
        .commit(
            adding(seen, "ours", "a")
                .transactions(List.of(TransactionId.ofTable("x")))
                .userMetadata(Optional.of("a \"note\""))
                .build());
    assertThat(LogTable.numbers(table.newest())).isEqualTo(Map.of("x", 2L));
    assertThat(
            CommitEntries.read(table.log().files(), table.log().commitFile(2))
                .orElseThrow()
                .commitInfo()
                .path("userMetadata")
                .asText())
        .isEqualTo("a \"note\"");
  }

  @Test
  void anIdentifierThatAnotherWriterMovedIsAConflictAndOthersAreNone() throws Exception {
    table.create();
    LogSnapshot seen = table.newest();
    for (String application : List.of("x", "y")) {
      table
          .log()
          .commit(
              adding(table.newest(), "theirs-" + application, "a")
                  .transactions(List.of(new TransactionId(application, 1)))
                  .build());
    }
    CommitPlan.Builder second =
        adding(seen, "ours", "a")
            .transactions(List.of(new TransactionId("z", 1), new TransactionId("y", 2)));
    assertThatExceptionOfType(CommitConflictException.class)
        .isThrownBy(() -> table.log().commit(second.build()))
        .satisfies(conflict -> assertThat(conflict.winner()).isEqualTo(2))
        .withMessageContaining("same producer");
    table.log().commit(second.transactions(List.of(new TransactionId("z", 1))).build());
    assertThat(LogTable.numbers(table.newest())).isEqualTo(Map.of("x", 1L, "y", 1L, "z", 1L));
  }

  @Test
  void noCommitIsLostBetweenTwoThatWriteAtOnce() throws Exception {
    int each = 10;
    table.create(Map.of("delta.checkpointInterval", "4"));
    ExecutorService executor = Executors.newFixedThreadPool(2);
    CyclicBarrier start = new CyclicBarrier(2);
    List<Future<List<Long>>> writers = new ArrayList<>();
    try (DeltaLogLibrary other = open(root)) {
      for (LogTable writer : List.of(table, new LogTable(other, root.resolve("t")))) {
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
        versions.addAll(get(writer));
      }
      assertThat(versions).doesNotHaveDuplicates().hasSize(2 * each);
    } finally {
      executor.shutdown();
    }
    assertThat(table.newest().version()).isEqualTo(2L * each);
    assertThat(table.newest().files()).hasSize(2 * each);
    assertThat(reread().files()).hasSize(2 * each);
  }

  private static <T> T get(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  /** The newest version as a program sees it that starts now. */
  private LogSnapshot reread() {
    try (DeltaLogLibrary anew = open(root)) {
      LogSnapshot snapshot = new LogTable(anew, root.resolve("t")).newest();
      snapshot.files();
      snapshot.transactions();
      return snapshot;
    }
  }

  private static CommitPlan.Builder adding(LogSnapshot base, String file, String partition) {
    return LogTable.plan(base, "WRITE").adds(List.of(LogTable.file(file, partition)));
  }

  private static CommitPlan removing(LogSnapshot base, DataFile file) {
    return LogTable.plan(base, "DELETE").removal(Removal.replaced(List.of(file))).build();
  }

  private static CommitPlan replacing(
      LogSnapshot base, DataFile old, String file, String partition) {
    return adding(base, file, partition)
        .reads(partition(partition))
        .removal(Removal.replaced(List.of(old)))
        .build();
  }

  private static ReadSet partition(String value) {
    return ReadSet.of(file -> value.equals(file.partitionValues().get("p")));
  }
}
