package dev.vane.cli;

import dev.vane.cli.serve.DirectMemory;
import dev.vane.cli.serve.Finding;
import dev.vane.cli.serve.ReadyFile;
import dev.vane.cli.serve.RunningGateway;
import dev.vane.cli.serve.StartupChecks;
import dev.vane.cli.terminal.Console;
import dev.vane.config.ConfigurationException;
import dev.vane.config.Problem;
import dev.vane.config.VaneConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a gateway until it is told to stop. */
@Command(
    name = "serve",
    description = "Run the gateway until it is told to stop.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "All settings are in docs/settings.md; `vane doctor` prints those in force.",
      "A flag overrides the environment (VANE_FLIGHT_PORT), which overrides the file."
    })
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOGGER = LoggerFactory.getLogger(ServeCommand.class);

  private final Console console;
  @Mixin private ConfigurationOptions settings = new ConfigurationOptions();

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "Written when the gateway serves, with its addresses as JSON.")
  private Optional<Path> readyFile = Optional.empty();

  private List<Finding> warnings = List.of();

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<VaneConfiguration> checked = check();
    if (checked.isEmpty()) {
      return ExitCode.FAILED;
    }
    LogSetup.apply(checked.get().logging());
    warnings.forEach(warning -> LOGGER.warn("{}", warning.message()));
    DirectMemory.claim(checked.get());
    RunningGateway gateway = RunningGateway.start(checked.get());
    stopWithProcess(gateway);
    if (readyFile.isPresent()) {
      ReadyFile.write(readyFile.get(), gateway, Version.text());
    }
    console
        .out()
        .printf(
            "Vane %s serves Flight at %s%s, data in %s%n",
            Version.text(),
            gateway.flightUri(),
            gateway.httpUri().map(uri -> " and HTTP at " + uri).orElse(""),
            gateway.dataDirectory());
    console.out().flush();
    // The process ends in the hook.
    new CountDownLatch(1).await();
    return ExitCode.DONE;
  }

  /** The configuration, or nothing after all problems were told. */
  private Optional<VaneConfiguration> check() {
    List<String> problems = new ArrayList<>();
    Optional<VaneConfiguration> configuration = Optional.empty();
    List<Finding> findings;
    try {
      configuration = Optional.of(settings.load(console.environment()).configuration());
      findings = StartupChecks.of(configuration.get());
    } catch (ConfigurationException e) {
      e.problems().stream().map(Problem::message).forEach(problems::add);
      findings = StartupChecks.ofJava();
    }
    findings.stream().filter(Finding::isProblem).map(Finding::message).forEach(problems::add);
    if (problems.isEmpty()) {
      warnings = findings.stream().filter(Finding::isWarning).toList();
      return configuration;
    }
    console.err().printf("vane: The gateway cannot start:%n");
    problems.forEach(problem -> console.err().println("  - " + problem));
    return Optional.empty();
  }

  /**
   * A process that ends by a signal has the signal's exit code, whatever its hooks do; an orderly
   * stop is a success, so the hook ends the process itself.
   */
  private void stopWithProcess(RunningGateway gateway) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway), "vane-stop"));
  }

  private void stop(RunningGateway gateway) {
    int exitCode = ExitCode.DONE;
    try {
      LOGGER.info("Stopping");
      if (readyFile.isPresent()) {
        Files.deleteIfExists(readyFile.get());
      }
      gateway.close();
      LOGGER.info("Stopped");
    } catch (IOException | RuntimeException e) {
      LOGGER.error("The gateway did not stop in good order", e);
      exitCode = ExitCode.FAILED;
    }
    console.out().flush();
    console.err().flush();
    Runtime.getRuntime().halt(exitCode);
  }
}
