package dev.vane.storage.delta.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.UnconfirmedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A commit whose answer got lost is neither taken for another writer's nor made twice. */
class LostAnswerTest {
  @TempDir Path directory;

  @Test
  void whatWasPutThoughItsAnswerGotLostIsOnesOwn() throws IOException {
    try (S3Server server = S3Server.start(Files.createDirectory(directory.resolve("server")));
        SwallowingProxy proxy = new SwallowingProxy(server.endpoint().getPort())) {
      Map<String, String> settings = server.settings("lost");
      settings.put("s3_endpoint", proxy.endpoint().toString());
      try (FileIO files =
          new S3FileIOProvider()
              .open(settings.getOrDefault("location", ""), directory.resolve("local"), settings)) {
        Path target = files.root().resolve("t/_delta_log/0.json");
        proxy.swallow(1);
        publish(files, target, "mine");
        assertThat(proxy.swallowed()).isEqualTo(1);
        assertThat(text(files, target)).isEqualTo("mine");

        proxy.swallow(1);
        assertThatThrownBy(() -> publish(files, target, "late"))
            .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(text(files, target)).isEqualTo("mine");

        Path other = files.root().resolve("t/_delta_log/1.json");
        proxy.swallow(1_000);
        assertThatThrownBy(() -> publish(files, other, "who knows"))
            .isInstanceOf(UnconfirmedException.class);
        proxy.swallow(0);
        assertThat(text(files, other)).isEqualTo("who knows");
      }
    }
  }

  private static void publish(FileIO files, Path target, String text) throws IOException {
    Path temporary = files.temporary(target);
    Files.writeString(temporary, text);
    files.publish(temporary, target, false);
  }

  private static String text(FileIO files, Path file) throws IOException {
    try (InputStream stream = files.read(file)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
