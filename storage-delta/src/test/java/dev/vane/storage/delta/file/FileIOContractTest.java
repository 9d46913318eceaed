package dev.vane.storage.delta.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store of files has to do. */
public abstract class FileIOContractTest {
  @TempDir protected Path directory;

  protected FileIO files;

  /**
   * Opens the store of this test; again, as another process would.
   *
   * @param local an empty directory, or that of the first
   */
  protected abstract FileIO open(Path local) throws IOException;

  @BeforeEach
  void openStore() throws IOException {
    files = open(Files.createDirectories(directory.resolve("store")));
  }

  @AfterEach
  void closeStore() {
    files.close();
  }

  private Path path(String relative) {
    return files.root().resolve(relative);
  }

  private void publish(String relative, String text, boolean replace) throws IOException {
    Path target = path(relative);
    files.makeFolder(AtomicPublication.parent(target));
    Path temporary = files.temporary(target);
    Files.writeString(temporary, text);
    try {
      files.publish(temporary, target, replace);
    } finally {
      assertThat(temporary).doesNotExist();
    }
  }

  /** Writes a file as the engine does. */
  private WantedFile store(String relative, byte[] content) throws IOException {
    Path file = path(relative);
    Files.createDirectories(AtomicPublication.parent(file));
    Files.write(file, content);
    long modified = Files.getLastModifiedTime(file).toMillis();
    files.store(List.of(file));
    return new WantedFile(file, content.length, modified);
  }

  private String text(String relative) throws IOException {
    try (InputStream stream = files.read(path(relative))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private List<String> names(String folder, String from) throws IOException {
    return files.list(path(folder), from).stream().map(StoredFile::name).toList();
  }

  @Test
  void theFirstToPublishANameKeepsIt() throws IOException {
    publish("t/_delta_log/0.json", "first", false);
    assertThatThrownBy(() -> publish("t/_delta_log/0.json", "second", false))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(text("t/_delta_log/0.json")).isEqualTo("first");
  }

  @Test
  void ofManyWhoPublishANameAtOnceExactlyOneSucceeds() throws Exception {
    int writers = 4;
    CyclicBarrier start = new CyclicBarrier(writers);
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      for (int round = 0; round < 10; round++) {
        String name = "t/_delta_log/" + round + ".json";
        List<Callable<Boolean>> attempts = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
          String text = "writer " + writer;
          attempts.add(
              () -> {
                start.await();
                try {
                  publish(name, text, false);
                  assertThat(text(name)).isEqualTo(text);
                  return true;
                } catch (FileAlreadyExistsException e) {
                  return false;
                }
              });
        }
        int winners = 0;
        for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
          winners += attempt.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aFileThatMayBeReplacedIs() throws IOException {
    publish("t/_delta_log/_last_checkpoint", "one", true);
    String tag = files.find(path("t/_delta_log/_last_checkpoint")).orElseThrow().tag();
    publish("t/_delta_log/_last_checkpoint", "another", true);
    assertThat(text("t/_delta_log/_last_checkpoint")).isEqualTo("another");
    assertThat(files.find(path("t/_delta_log/_last_checkpoint")).orElseThrow().tag())
        .isNotEqualTo(tag);
  }

  @Test
  void aFileIsFoundWithItsSizeAndTime() throws IOException {
    Instant before = Instant.now().minusSeconds(2);
    publish("t/a b%20ü.json", "12345", false);
    StoredFile found = files.find(path("t/a b%20ü.json")).orElseThrow();
    assertThat(found.bytes()).isEqualTo(5);
    assertThat(found.modified()).isBetween(before, Instant.now().plusSeconds(2));
    assertThat(files.find(path("t/missing"))).isEmpty();
    assertThat(files.find(path("t"))).isEmpty();
  }

  @Test
  void aListIsInOrderFromANameOnAndOfOneFolder() throws IOException {
    for (String name : List.of("0003.json", "0001.json", "0002.crc", "_last", "sub/0009.json")) {
      publish("t/_delta_log/" + name, name, false);
    }
    assertThat(names("t/_delta_log", "0002.")).containsExactly("0002.crc", "0003.json", "_last");
    assertThat(names("t/_delta_log", "0002.crc")).containsExactly("0002.crc", "0003.json", "_last");
    assertThat(names("t/_delta_log", "zzz")).isEmpty();
    assertThatThrownBy(() -> files.list(path("nowhere"), "0"))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void foldersAreThoseThatHoldFiles() throws IOException {
    publish("a/_delta_log/0.json", "", false);
    publish("s/b/_delta_log/0.json", "", false);
    publish("plain", "", false);
    assertThat(files.folders(files.root())).containsExactlyInAnyOrder(path("a"), path("s"));
    assertThat(files.isFolder(path("a/_delta_log"))).isTrue();
    assertThat(files.isFolder(path("s"))).isTrue();
    assertThat(files.isFolder(path("a/_delta"))).isFalse();
    assertThat(files.isFolder(path("plain"))).isFalse();
    assertThat(files.folders(path("s"))).noneMatch(files::isLink);
  }

  @Test
  void aWalkVisitsWhatItEnters() throws IOException {
    for (String name : List.of("t/a", "t/p=1/b", "t/p=1/q=2/c", "t/_delta_log/d", "u/e")) {
      publish(name, name, false);
    }
    Set<String> visited = new TreeSet<>();
    files.walk(
        path("t"),
        folder -> !folder.endsWith("_delta_log"),
        file -> visited.add(files.root().relativize(file.path()) + ":" + file.bytes()));
    assertThat(visited).containsExactly("t/a:3", "t/p=1/b:7", "t/p=1/q=2/c:11");
  }

  @Test
  void rangesOfAFileAreRead() throws IOException {
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    store("t/deletion_vector.bin", content);
    try (SeekableByteChannel channel = files.open(path("t/deletion_vector.bin"))) {
      assertThat(channel.size()).isEqualTo(content.length);
      for (int position : new int[] {200_000, 1, 299_990}) {
        channel.position(position);
        ByteBuffer buffer = ByteBuffer.allocate(10);
        while (buffer.hasRemaining()) {
          assertThat(channel.read(buffer)).isPositive();
        }
        assertThat(buffer.array())
            .isEqualTo(java.util.Arrays.copyOfRange(content, position, position + 10));
        assertThat(channel.position()).isEqualTo(position + 10L);
      }
      assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
    assertThatThrownBy(
            () -> {
              try (SeekableByteChannel channel = files.open(path("t/missing"))) {
                channel.read(ByteBuffer.allocate(1));
              }
            })
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> files.read(path("t/missing")).close())
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aStoredFileIsReadableByItsPathHereAndForOthers() throws IOException {
    byte[] content = new byte[11 << 20];
    new Random(2).nextBytes(content);
    WantedFile stored = store("t/p=1/part 1%.parquet", content);
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
    FileIO.Reading reading = files.reading();
    try (reading) {
      files.fetch(path("t"), List.of(stored));
      assertThat(stored.path()).hasBinaryContent(content);
    }
    try (FileIO other = open(files instanceof LocalFileIO ? files.root() : elsewhere)) {
      Path there = other.root().resolve(files.root().relativize(stored.path()));
      other.fetch(
          other.root().resolve("t"),
          List.of(new WantedFile(there, stored.bytes(), stored.modifiedMillis())));
      assertThat(there).hasBinaryContent(content);
    }
  }

  @Test
  void whatIsNotThereOrNotInTheFolderIsNotFetched() throws IOException {
    WantedFile other = store("other/a.parquet", new byte[10]);
    store("t/b.parquet", new byte[10]);
    assertThatThrownBy(
            () -> files.fetch(path("t"), List.of(new WantedFile(path("t/missing"), 10, 0))))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> files.fetch(path("t"), List.of(other)))
        .isInstanceOf(LeavesFolderException.class);
  }

  @Test
  void aDeletedFileIsGone() throws IOException {
    WantedFile stored = store("t/a.parquet", new byte[10]);
    assertThat(files.delete(stored.path())).isTrue();
    assertThat(files.delete(stored.path())).isFalse();
    assertThat(files.find(stored.path())).isEmpty();
    assertThatThrownBy(() -> files.fetch(path("t"), List.of(stored)))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void nothingIsLeftOverWhereNobodyDied() throws IOException {
    publish("t/_delta_log/0.json", "", false);
    assertThat(files.leftOvers(path("t/_delta_log"), Instant.now().plus(Duration.ofDays(1))))
        .isEmpty();
  }
}
