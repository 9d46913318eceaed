package dev.vane.cli.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** A command's man page, out of picocli's model of it, in the macros of man(7). */
public final class ManPage {
  private ManPage() {}

  /**
   * The page of a command.
   *
   * @param version what stands in the page's footer
   */
  public static String of(CommandLine command, String version) {
    String name = command.getCommandSpec().qualifiedName("-");
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    List<String> lines = new ArrayList<>();
    lines.add(
        ".TH " + quoted(name.toUpperCase(Locale.ROOT)) + " 1 \"\" " + quoted("Vane " + version));
    String[] description = usage.description();
    lines.add(".SH NAME");
    lines.add(text(name) + " \\- " + text(description.length == 0 ? name : description[0]));
    lines.add(".SH SYNOPSIS");
    lines.add(
        text(
            new Help(command.getCommandSpec(), Help.defaultColorScheme(Help.Ansi.OFF))
                .synopsis(0)
                .strip()));
    lines.add(".SH DESCRIPTION");
    for (String sentence : description) {
      lines.add(text(sentence));
    }
    addSection(lines, "ARGUMENTS", command.getCommandSpec().positionalParameters());
    addSection(lines, "OPTIONS", command.getCommandSpec().options());
    if (!command.getSubcommands().isEmpty()) {
      lines.add(".SH COMMANDS");
      command
          .getSubcommands()
          .forEach(
              (subcommand, line) -> {
                lines.add(".TP");
                lines.add("\\fB" + text(subcommand) + "\\fR");
                lines.add(
                    text(String.join(" ", line.getCommandSpec().usageMessage().description())));
              });
    }
    if (usage.footer().length > 0) {
      lines.add(".SH NOTES");
      lines.add(".nf");
      for (String line : usage.footer()) {
        lines.add(text(line));
      }
      lines.add(".fi");
    }
    return String.join("\n", lines) + "\n";
  }

  private static void addSection(
      List<String> lines, String title, List<? extends ArgSpec> arguments) {
    List<? extends ArgSpec> shown = arguments.stream().filter(each -> !each.hidden()).toList();
    if (shown.isEmpty()) {
      return;
    }
    lines.add(".SH " + title);
    for (ArgSpec argument : shown) {
      String names = argument instanceof OptionSpec option ? String.join(", ", option.names()) : "";
      String parameter = argument.arity().max() > 0 ? argument.paramLabel() : "";
      lines.add(".TP");
      lines.add(
          (names.isEmpty() ? "" : "\\fB" + text(names) + "\\fR ")
              + (parameter.isEmpty() ? "" : "\\fI" + text(parameter) + "\\fR"));
      lines.add(text(description(argument)));
    }
  }

  private static String description(ArgSpec argument) {
    String shown = String.valueOf(argument.defaultValueString());
    return String.join(" ", argument.description()).replace("${DEFAULT-VALUE}", shown);
  }

  /** A line of text: nothing in it is a request, and a hyphen stays one. */
  private static String text(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\\(dq") + "\"";
  }
}
