package dev.vane.log;

import static dev.vane.log.LogHarness.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Wherever the last file ends or is spoiled, what is found is the beginning of what was sent. */
class TornLogPropertyTest {
  @Property(tries = 60)
  void whatIsFoundIsABeginning(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 300) Integer> lengths,
      @ForAll @IntRange(min = 0, max = 1_000_000) int where,
      @ForAll boolean cut)
      throws IOException {
    Path directory = Files.createTempDirectory("log");
    try (LogHarness harness = new LogHarness(directory, 1 << 20, 1 << 20)) {
      List<String> sent = new ArrayList<>();
      for (int length : lengths) {
        sent.add(Integer.toString(sent.size() % 10).repeat(length));
        get(harness.append(sent.get(sent.size() - 1)));
      }
      harness.log().close();
      Path file = LogFiles.DISK.list(directory).get(0);
      byte[] bytes = Files.readAllBytes(file);
      int place = where % bytes.length;
      if (cut) {
        bytes = java.util.Arrays.copyOf(bytes, place);
      } else {
        bytes[place] ^= 0x40;
      }
      Files.write(file, bytes);
      harness.reopen();
      List<String> found = harness.recovered();
      assertThat(found).isEqualTo(sent.subList(0, Math.min(found.size(), sent.size())));
      get(harness.append("after"));
      harness.reopen();
      assertThat(harness.recovered()).last().isEqualTo("after");
    } finally {
      for (Path file : LogFiles.DISK.list(directory)) {
        Files.delete(file);
      }
      Files.delete(directory);
    }
  }
}
