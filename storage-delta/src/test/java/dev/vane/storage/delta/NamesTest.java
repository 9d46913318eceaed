package dev.vane.storage.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.storage.delta.log.LogPaths;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class NamesTest {
  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withChars("ab~/\\.._%0A Zü日'\"\uD83D\uDE00".toCharArray())
        .ofMinLength(1)
        .ofMaxLength(60)
        .filter(name -> StandardCharsets.UTF_8.newEncoder().canEncode(name));
  }

  @Property
  void folderIsOneHarmlessPathElement(@ForAll("names") String name) {
    String folder = FolderNames.encode(name);
    assertThat(folder).doesNotContain("/", "\\", " ", "%", "'").doesNotStartWith(".");
    assertThat(folder).doesNotStartWith("_");
    assertThat(folder.getBytes(StandardCharsets.UTF_8).length).isBetween(1, 200);
  }

  @Property
  void folderGivesTheNameBackUnlessItIsShortened(@ForAll("names") String name) {
    String folder = FolderNames.encode(name);
    if (!FolderNames.isShortened(folder)) {
      assertThat(FolderNames.decode(folder)).isEqualTo(name);
    }
  }

  @Property
  void differentNamesHaveDifferentFolders(
      @ForAll("names") String left, @ForAll("names") String right) {
    assertThat(FolderNames.encode(left).equals(FolderNames.encode(right)))
        .isEqualTo(left.equals(right));
  }

  @Property
  void pathsSurviveTheLog(@ForAll("names") String path) {
    assertThat(LogPaths.decode(LogPaths.encode(path))).isEqualTo(path);
  }

  @Test
  void longNamesAreCutAndKeepApart() {
    String name = "n".repeat(250);
    assertThat(FolderNames.isShortened(FolderNames.encode(name))).isTrue();
    assertThat(FolderNames.encode(name + "a")).isNotEqualTo(FolderNames.encode(name + "b"));
    assertThat(FolderNames.isShortened(FolderNames.encode("a~.0123456789abcdef"))).isFalse();
  }

  @Test
  void whatIsNoEscapeStandsForItself() {
    assertThat(LogPaths.decode("t=12:30%ZZ 100%")).isEqualTo("t=12:30%ZZ 100%");
  }
}
