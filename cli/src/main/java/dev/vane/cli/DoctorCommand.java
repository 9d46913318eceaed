package dev.vane.cli;

import dev.vane.cli.output.OutputFormat;
import dev.vane.cli.output.RowSource;
import dev.vane.cli.output.SmallTable;
import dev.vane.cli.serve.Finding;
import dev.vane.cli.serve.StartupChecks;
import dev.vane.cli.terminal.Console;
import dev.vane.config.ConfigurationException;
import dev.vane.config.EffectiveConfiguration;
import dev.vane.config.EffectiveSetting;
import dev.vane.config.Machine;
import dev.vane.config.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks at all that a gateway needs here, and at its settings, without starting it. */
@Command(
    name = "doctor",
    description = "Check the machine and the configuration, and name every problem at once.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private ConfigurationOptions settings = new ConfigurationOptions();
  @Mixin private OutputOption output = new OutputOption();

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    List<Finding> findings = new ArrayList<>();
    Optional<EffectiveConfiguration> effective = Optional.empty();
    try {
      effective = Optional.of(settings.load(console.environment()));
      findings.addAll(StartupChecks.of(effective.get().configuration()));
    } catch (ConfigurationException e) {
      findings.addAll(StartupChecks.ofJava());
      for (Problem problem : e.problems()) {
        findings.add(
            new Finding(
                problem.key(),
                Finding.State.PROBLEM,
                problem.origin().text() + ": " + problem.complaint(),
                problem.remedy()));
      }
    }
    findings.add(machine());
    boolean forPeople = output.format() == OutputFormat.TABLE;
    try (SmallTable rows =
        SmallTable.of().text("check").text("state").text("detail").text("remedy")) {
      findings.forEach(finding -> add(rows, finding));
      if (!forPeople) {
        effective.ifPresent(all -> all.settings().forEach(setting -> add(rows, setting)));
      }
      if (forPeople) {
        tell(findings);
        effective.ifPresent(all -> console.out().printf("%n%s%n", all.toTable().stripTrailing()));
      } else {
        output.open(console).print(RowSource.of(rows.root()));
      }
    }
    return findings.stream().anyMatch(Finding::isProblem) ? ExitCode.FAILED : ExitCode.DONE;
  }

  private void tell(List<Finding> findings) {
    int width = findings.stream().mapToInt(finding -> finding.check().length()).max().orElse(0);
    for (Finding finding : findings) {
      console
          .out()
          .printf(
              "%-8s %-" + width + "s  %s%n", stateOf(finding), finding.check(), finding.detail());
      if (!finding.remedy().isEmpty()) {
        console.out().printf("%-8s %-" + width + "s  %s%n", "", "", finding.remedy());
      }
    }
    long problems = findings.stream().filter(Finding::isProblem).count();
    console
        .out()
        .printf(
            "%n%s%n",
            problems == 0
                ? "A gateway can start here."
                : problems == 1 ? "1 problem." : problems + " problems.");
  }

  private static void add(SmallTable rows, Finding finding) {
    rows.add(finding.check(), stateOf(finding), finding.detail(), finding.remedy());
  }

  private static void add(SmallTable rows, EffectiveSetting setting) {
    rows.add(setting.name(), "setting", setting.value(), setting.origin().text());
  }

  private static String stateOf(Finding finding) {
    return finding.state().name().toLowerCase(Locale.ROOT);
  }

  private static Finding machine() {
    Machine machine = ConfigurationOptions.machine();
    return new Finding(
        "Machine",
        Finding.State.OK,
        "%,d MiB here, %,d MiB of it for the Java heap, %d cores"
            .formatted(
                machine.memoryBytes() >> 20,
                Runtime.getRuntime().maxMemory() >> 20,
                machine.cores()),
        "");
  }
}
