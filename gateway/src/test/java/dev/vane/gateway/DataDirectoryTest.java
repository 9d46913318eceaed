package dev.vane.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path temporary;

  @Test
  void missingDirectoryIsMade() {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("a/b"))) {
      assertThat(directory.path()).isDirectory();
      assertThat(directory.temporaryDirectory()).isDirectory();
    }
  }

  @Test
  void directoryInUseIsRefusedWithTheOwnersPid() {
    try (DataDirectory owner = DataDirectory.open(temporary.resolve("data"))) {
      assertThatThrownBy(() -> DataDirectory.open(owner.path()))
          .isInstanceOf(VaneException.class)
          .hasMessageContaining(Long.toString(ProcessHandle.current().pid()))
          .extracting("code")
          .isEqualTo(ErrorCode.DATA_DIRECTORY_IN_USE);
    }
  }

  @Test
  void closedDirectoryCanBeTakenAgain() {
    Path path = temporary.resolve("data");
    DataDirectory.open(path).close();
    try (DataDirectory again = DataDirectory.open(path)) {
      assertThat(again.path()).isEqualTo(path.toAbsolutePath());
    }
  }

  @Test
  void directoryWithForeignFilesIsLeftAlone() throws IOException {
    Path foreign = Files.createDirectory(temporary.resolve("holiday"));
    Files.writeString(foreign.resolve("photo.jpg"), "x");
    assertThatThrownBy(() -> DataDirectory.open(foreign))
        .hasMessageContaining("photo.jpg")
        .extracting("code")
        .isEqualTo(ErrorCode.START_REFUSED);
    assertThat(foreign.resolve("vane.lock")).doesNotExist();
  }

  @Test
  void fileInPlaceOfTheDirectoryIsRefusedWithARemedy() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "x");
    assertThatThrownBy(() -> DataDirectory.open(file))
        .hasMessageContaining("--data-dir")
        .extracting("code")
        .isEqualTo(ErrorCode.START_REFUSED);
  }
}
