package dev.vane.cli.reference;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Completions for fish: one line for each command and each option of it. */
final class FishScript {
  private FishScript() {}

  static String of(CommandLine line) {
    List<String> lines = new ArrayList<>();
    String name = line.getCommandName();
    lines.add("# Completions of " + name + " for fish.");
    String none = " -n '__fish_use_subcommand'";
    line.getSubcommands()
        .forEach(
            (command, each) -> {
              lines.add(
                  "complete -c " + name + none + " -f -a " + command + description(first(each)));
              String within = " -n '__fish_seen_subcommand_from " + command + "'";
              each.getSubcommands()
                  .forEach(
                      (below, inner) -> {
                        lines.add(
                            "complete -c "
                                + name
                                + within
                                + " -f -a "
                                + below
                                + description(first(inner)));
                        addOptions(lines, name, within, inner);
                      });
              addOptions(lines, name, within, each);
            });
    return String.join("\n", lines) + "\n";
  }

  private static void addOptions(
      List<String> lines, String name, String condition, CommandLine command) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (option.hidden()) {
        continue;
      }
      StringBuilder line = new StringBuilder("complete -c " + name + condition);
      for (String spelling : option.names()) {
        line.append(
            spelling.startsWith("--")
                ? " -l " + spelling.substring(2)
                : " -s " + spelling.substring(1));
      }
      if (option.arity().max() > 0) {
        line.append(" -r");
      }
      lines.add(line + description(String.join(" ", option.description())));
    }
  }

  private static String first(CommandLine command) {
    String[] description = command.getCommandSpec().usageMessage().description();
    return description.length == 0 ? "" : description[0];
  }

  private static String description(String text) {
    return " -d '" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
