package dev.vane.cli;

import dev.vane.cli.terminal.Console;
import dev.vane.gateway.security.Credentials;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Makes a line for the file of {@code security.credentials}. The line goes to standard output, to
 * be appended to the file; it holds a hash. A new token goes to standard error, once: nobody can
 * read it from the hash.
 */
@Command(
    name = "credentials",
    description = {
      "Make a line for the gateway's file of users and tokens.",
      "A user's password is read from standard input, one line.",
      "A new token is shown on standard error, once."
    },
    mixinStandardHelpOptions = true)
final class CredentialsCommand implements Callable<Integer> {
  private final Console console;

  @ArgGroup(multiplicity = "1")
  private Kind kind = new Kind();

  /** One of the two. */
  private static final class Kind {
    @Option(
        names = "--user",
        paramLabel = "NAME",
        required = true,
        description = "A person, who logs in with a password.")
    private @Nullable String user;

    @Option(
        names = "--token",
        paramLabel = "NAME",
        required = true,
        description = "A program, which shows a token.")
    private @Nullable String token;
  }

  CredentialsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (kind.user != null) {
      console.out().println(Credentials.userLine(kind.user, password()));
    } else if (kind.token != null) {
      String token = Credentials.newToken();
      console.out().println(Credentials.tokenLine(kind.token, token));
      console.err().println("The token, shown this once: " + token);
    }
    return ExitCode.DONE;
  }

  private String password() throws IOException {
    java.io.Console terminal = console.in() == System.in ? System.console() : null;
    String password;
    if (terminal != null) {
      char[] typed = terminal.readPassword("Password: ");
      password = typed == null ? "" : new String(typed);
    } else {
      String line =
          new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8))
              .readLine();
      password = line == null ? "" : line;
    }
    if (password.isEmpty()) {
      throw new UsageException("The password is empty; give it on standard input, in one line.");
    }
    return password;
  }
}
