package dev.vane.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that is a named module uses the client from the module path, with the options that the
 * README names: Arrow's own modules can do no better.
 */
class ModulePathTest {
  /** Annotations that nothing needs when it runs, two of which share a package, and test tools. */
  private static final String NOT_NEEDED =
      "(jsr305|annotations-|animal-sniffer|j2objc|checker|listenablefuture|junit|jqwik|assertj|opentest4j|apiguardian|byte-buddy|surefire|logback|javax.annotation).*";

  private static final String PROGRAM =
      """
      package program;
      import dev.vane.client.VaneClient;
      public final class Main {
        public static void main(String[] arguments) {
          try (VaneClient client = VaneClient.connect(arguments[0]);
              var answer = client.sql("select")) {
            answer.next();
            System.out.println(answer.root().getRowCount() + " rows in " + Main.class.getModule()
                + " from " + VaneClient.class.getModule());
          }
        }
      }
      """;

  @TempDir private Path folder;

  @Test
  void namedModuleReadsAnAnswer() throws Exception {
    List<String> modules = new ArrayList<>();
    String patch = "";
    for (String entry : classPath()) {
      String name = Path.of(entry).getFileName().toString();
      if (name.startsWith("arrow-memory-netty-buffer-patch")) {
        patch = entry;
      } else if (name.endsWith(".jar") && !name.matches(NOT_NEEDED)) {
        modules.add(entry);
      }
    }
    modules.add(clientJar().toString());
    String path = String.join(File.pathSeparator, modules);
    Path source = Files.createDirectories(folder.resolve("source/program")).resolve("Main.java");
    Files.writeString(source, PROGRAM);
    Path module = folder.resolve("source/module-info.java");
    Files.writeString(
        module,
        "module program { requires dev.vane.client; requires org.apache.arrow.memory.core; requires org.apache.arrow.vector; }");
    Path classes = folder.resolve("classes");
    int compiled =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                List.of("-p", path, "-d", classes.toString(), module.toString(), source.toString())
                    .toArray(String[]::new));
    assertThat(compiled).isZero();

    try (RootAllocator root = new RootAllocator();
        TinyGateway gateway = new TinyGateway(root)) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-p",
                  path + File.pathSeparator + classes,
                  "--add-modules=org.apache.arrow.flight.core,org.apache.arrow.c,org.apache.arrow.compression,io.netty.codec.http2,io.netty.handler.proxy",
                  "--patch-module=io.netty.buffer=" + patch,
                  "--add-reads=io.netty.buffer=org.slf4j,org.apache.arrow.memory.core",
                  "--add-opens=java.base/java.nio=org.apache.arrow.memory.core,ALL-UNNAMED",
                  "-m",
                  "program/program.Main",
                  gateway.uri())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      assertThat(output).contains("rows in module program from module dev.vane.client");
    }
  }

  /** Maven's test runner may put the class path into a property, because of its length. */
  private static List<String> classPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return List.of(path.split(File.pathSeparator));
  }

  /** The classes of this module as the build packs them. */
  private Path clientJar() throws IOException {
    Path jar = folder.resolve("client.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Automatic-Module-Name", "dev.vane.client");
    Path classes = Path.of("target", "classes");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest);
        Stream<Path> files = Files.walk(classes)) {
      files
          .filter(Files::isRegularFile)
          .forEach(
              file -> {
                try {
                  entries.putNextEntry(
                      new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                  Files.copy(file, entries);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
    return jar;
  }
}
