package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
}
