package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is packaged, as it is packaged; run after packaging, in the phase verify. */
class DistributionTest {
  private static final Path MODULE = Path.of("").toAbsolutePath();
  private static final Path JAR = MODULE.resolve("target/vane/vane.jar");

  @TempDir private Path folder;

  @Test
  void theJarRunsWithoutFlags() throws Exception {
    try (VaneProcess doctor =
        VaneProcess.start(
            folder,
            List.of(
                VaneProcess.java(),
                "-jar",
                JAR.toString(),
                "doctor",
                "--flight-port",
                "0",
                "--http-port",
                "0"))) {
      assertThat(doctor.exitCode()).isZero();
      assertThat(doctor.out()).contains("Arrow may reach its buffers.");
      assertThat(doctor.err()).isEmpty();
    }
  }

  @Test
  void theLauncherRunsFromAnywhereAndThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("vane"), MODULE.resolveSibling("vane"));
    try (VaneProcess version = VaneProcess.start(folder, List.of(link.toString(), "version"))) {
      assertThat(version.exitCode()).isZero();
      assertThat(version.out()).startsWith("vane 0.");
    }
  }

  @Test
  void theLauncherRefusesAJavaThatIsTooOld() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("old/bin"));
    Path java = bin.resolve("java");
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    try (VaneProcess version =
        VaneProcess.start(
            folder,
            List.of(
                "env",
                "JAVA_HOME=" + folder.resolve("old"),
                MODULE.resolveSibling("vane").toString(),
                "version"))) {
      assertThat(version.exitCode()).isEqualTo(1);
      assertThat(version.err()).contains("11.0.2").contains("17 or later");
    }
  }

  /** Delta Standalone and what it needs are for those alone who choose it. */
  @Test
  void theDistributionHoldsNoHadoop() throws Exception {
    try (JarFile jar = new JarFile(JAR.toFile());
        var libraries = Files.list(JAR.resolveSibling("lib"))) {
      List<String> names = new ArrayList<>();
      libraries.forEach(library -> names.add(library.getFileName().toString()));
      names.addAll(
          List.of(jar.getManifest().getMainAttributes().getValue("Class-Path").split(" ")));
      assertThat(names)
          .anyMatch(name -> name.contains("delta-kernel"))
          .noneMatch(name -> name.matches(".*(hadoop|scala|delta-standalone|delta-storage).*"));
    }
  }

  @Test
  void theLauncherAddsDeltaStandaloneWhereItIsChosen() throws Exception {
    Path configuration = folder.resolve("vane.yaml");
    Files.writeString(configuration, "delta_config:\n  log_library: standalone\n");
    Path ready = folder.resolve("ready.json");
    Path rows = folder.resolve("rows.csv");
    Files.writeString(rows, "a\n1\n");
    String launcher = MODULE.resolveSibling("vane").toString();
    try (VaneProcess gateway =
        VaneProcess.start(
            folder,
            List.of(
                launcher,
                "serve",
                "--config",
                configuration.toString(),
                "--data-dir",
                folder.resolve("data").toString(),
                "--flight-port",
                "0",
                "--http-port",
                "0",
                "--ready-file",
                ready.toString()))) {
      String server = gateway.awaitReady(ready).path("flight").asText();
      try (VaneProcess ingest =
          VaneProcess.start(
              folder,
              List.of(
                  launcher,
                  "ingest",
                  "--server",
                  server,
                  "--backend",
                  "delta",
                  "t",
                  rows.toString()))) {
        assertThat(ingest.exitCode()).as(ingest.err()).isZero();
      }
      assertThat(
              Files.readString(folder.resolve("data/delta/t/_delta_log/00000000000000000000.json")))
          .contains("Delta-Standalone/");
    }
  }

  @Test
  void aClientCommandStartsFromLoadedClasses() throws Exception {
    String launcher = MODULE.resolveSibling("vane").toString();
    for (int start = 0; start < 2; start++) {
      try (VaneProcess version = VaneProcess.start(folder, List.of(launcher, "version"))) {
        assertThat(version.exitCode()).isZero();
        assertThat(version.err()).isEmpty();
      }
    }
    List<Path> archives;
    try (var files = Files.newDirectoryStream(JAR.resolveSibling(""), "classes-*.jsa")) {
      archives = new java.util.ArrayList<>();
      files.forEach(archives::add);
    }
    assertThat(archives).isNotEmpty();
    try (VaneProcess loaded =
        VaneProcess.start(
            folder, List.of("env", "JAVA_OPTS=-Xlog:class+load:stdout", launcher, "version"))) {
      assertThat(loaded.exitCode()).isZero();
      assertThat(loaded.out())
          .containsPattern("dev\\.vane\\.cli\\.Main source: shared objects file");
    }
  }

  @Test
  void aGatewayStartsFromLoadedClasses() throws Exception {
    Path classes = folder.resolve("classes.txt");
    Path ready = folder.resolve("ready.json");
    try (VaneProcess gateway =
        VaneProcess.start(
            folder,
            List.of(
                "env",
                "JAVA_OPTS=-Xlog:class+load:file=" + classes,
                MODULE.resolveSibling("vane").toString(),
                "serve",
                "--data-dir",
                folder.resolve("data").toString(),
                "--flight-port",
                "0",
                "--http-port",
                "0",
                "--ready-file",
                ready.toString()))) {
      gateway.awaitReady(ready);
      gateway.terminate();
      gateway.exitCode();
    }
    assertThat(classes)
        .content()
        .containsPattern("dev\\.vane\\.gateway\\.Gateway source: shared objects file \\(top\\)");
  }
}
