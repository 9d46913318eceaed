package dev.vane.storage.delta.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalFileIOTest extends FileIOContractTest {
  @Override
  protected FileIO open(Path directory) throws IOException {
    return LocalFileIO.in(directory.toRealPath());
  }

  @Test
  void aLinkIsNotFollowedToTheFileThatItLeadsTo() throws IOException {
    Path outside = Files.writeString(directory.resolve("outside.parquet"), "secret");
    Path table = Files.createDirectories(files.root().resolve("t"));
    Files.createSymbolicLink(table.resolve("in.parquet"), outside);
    Files.createSymbolicLink(table.resolve("folder"), directory);
    for (String path : List.of("in.parquet", "folder/outside.parquet")) {
      assertThatThrownBy(
              () -> files.fetch(table, List.of(new WantedFile(table.resolve(path), 6, 0))))
          .isInstanceOf(LeavesFolderException.class);
    }
    assertThat(files.folders(table)).hasSize(2).allMatch(files::isLink);
  }
}
