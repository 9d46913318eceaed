package dev.vane.cli.serve;

import dev.vane.config.VaneConfiguration;
import java.util.ArrayList;
import java.util.List;

/** All that can keep a gateway from starting, looked at together, so that it is told together. */
public final class StartupChecks {
  private StartupChecks() {}

  /** What can be looked at without a configuration. */
  public static List<Finding> ofJava() {
    return JavaChecks.run();
  }

  /** Everything. */
  public static List<Finding> of(VaneConfiguration configuration) {
    List<Finding> findings = new ArrayList<>(JavaChecks.run());
    findings.add(MemoryCheck.run(configuration));
    findings.add(DirectMemory.check(configuration));
    findings.addAll(PlaceChecks.run(configuration));
    findings.addAll(SecurityChecks.run(configuration.security()));
    return findings;
  }
}
