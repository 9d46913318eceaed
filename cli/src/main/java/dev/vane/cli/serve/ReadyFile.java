package dev.vane.cli.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The file that says that a gateway serves, and where. It is never seen half written. */
public final class ReadyFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ReadyFile() {}

  /** Writes it in one step. */
  public static void write(Path file, RunningGateway gateway, String version) throws IOException {
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("pid", ProcessHandle.current().pid())
            .put("version", version)
            .put("flight", gateway.flightUri())
            .put("http", gateway.httpUri().orElse(null))
            .put("data_dir", gateway.dataDirectory().toString());
    Path absolute = file.toAbsolutePath();
    Path unfinished = absolute.resolveSibling(absolute.getFileName() + ".unfinished");
    Files.write(unfinished, MAPPER.writeValueAsBytes(json));
    Files.move(
        unfinished, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
