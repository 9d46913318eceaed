package dev.vane.cli.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vane.spi.Suggestions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The servers that a user has given names to, in {@code vane/servers.json} below the folder of
 * configurations ({@code XDG_CONFIG_HOME}, else {@code ~/.config}):
 *
 * <pre>{@code
 * {"default": "local",
 *  "servers": {"local": {"server": "grpc://127.0.0.1:8889", "http": "http://127.0.0.1:8888"}}}
 * }</pre>
 *
 * Immutable.
 */
public final class Profiles {
  private static final String DEFAULT = "default";
  private static final String SERVERS = "servers";
  private static final String SERVER = "server";
  private static final String HTTP = "http";

  private final Path file;
  private final Map<String, Server> servers;
  private final Optional<String> chosen;

  private Profiles(Path file, Map<String, Server> servers, Optional<String> chosen) {
    this.file = file;
    this.servers = Map.copyOf(servers);
    this.chosen = chosen;
  }

  /**
   * Reads the file of the user whose environment this is; none is as good as an empty one.
   *
   * @throws IllegalArgumentException if it does not say what it should
   */
  public static Profiles load(Map<String, String> environment) {
    Path file = place(environment);
    if (!Files.isReadable(file)) {
      return new Profiles(file, Map.of(), Optional.empty());
    }
    try {
      return parse(file, new ObjectMapper().readTree(Files.readAllBytes(file)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The server that an option means: an address, or the name of a profile.
   *
   * @throws IllegalArgumentException for a name that the file does not have
   */
  public Server find(Optional<String> given) {
    Optional<String> wanted = given.or(() -> chosen);
    if (wanted.isEmpty()) {
      return Server.DEFAULT;
    }
    String text = wanted.get();
    if (text.contains("://")) {
      return Server.at(text);
    }
    Server found = servers.get(text);
    if (found == null) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is neither an address, which looks like grpc://localhost:8889, nor a profile of "
              + file
              + "."
              + Suggestions.hint(text, servers.keySet()));
    }
    return found;
  }

  private static Path place(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    String folder = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path configurations = folder.isEmpty() ? Path.of(home, ".config") : Path.of(folder);
    return configurations.resolve("vane").resolve("servers.json");
  }

  private static Profiles parse(Path file, JsonNode json) {
    refuseOthers(file, json, List.of(DEFAULT, SERVERS));
    Map<String, Server> servers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.path(SERVERS).properties()) {
      refuseOthers(file, entry.getValue(), List.of(SERVER, HTTP));
      String address =
          text(file, entry.getValue(), SERVER)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          file + ": '" + entry.getKey() + "' has no \"server\"."));
      Server server = Server.at(address);
      servers.put(
          entry.getKey(), text(file, entry.getValue(), HTTP).map(server::withHttp).orElse(server));
    }
    Optional<String> chosen = text(file, json, DEFAULT);
    chosen.ifPresent(
        name -> {
          if (!servers.containsKey(name)) {
            throw new IllegalArgumentException(
                file
                    + ": the default '"
                    + name
                    + "' is none of the servers."
                    + Suggestions.hint(name, servers.keySet()));
          }
        });
    return new Profiles(file, servers, chosen);
  }

  private static Optional<String> text(Path file, JsonNode json, String key) {
    JsonNode value = json.path(key);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw new IllegalArgumentException(file + ": \"" + key + "\" is no text.");
    }
    return Optional.of(value.asText());
  }

  private static void refuseOthers(Path file, JsonNode json, List<String> valid) {
    if (!json.isObject()) {
      throw new IllegalArgumentException(file + " has something else than an object: " + json);
    }
    List<String> unknown = new ArrayList<>();
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!valid.contains(name)) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          file
              + " has the unknown key '"
              + unknown.get(0)
              + "'."
              + Suggestions.hint(unknown.get(0), valid));
    }
  }
}
