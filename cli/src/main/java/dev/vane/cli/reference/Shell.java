package dev.vane.cli.reference;

import picocli.AutoComplete;
import picocli.CommandLine;

/** The shells that can complete commands. */
public enum Shell {
  BASH,
  ZSH,
  FISH;

  /** The script that teaches the shell; bash's is understood by zsh too. */
  public String script(CommandLine line) {
    return this == FISH ? FishScript.of(line) : AutoComplete.bash(line.getCommandName(), line);
  }
}
