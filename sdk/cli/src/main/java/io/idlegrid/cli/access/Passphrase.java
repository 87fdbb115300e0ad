package io.idlegrid.cli.access;

import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.Surroundings;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads passwords: unseen from a terminal, or one a line from standard input. */
final class Passphrase {

  private final Surroundings surroundings;
  private final BufferedReader lines;

  Passphrase(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.lines =
        new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
  }

  /** A password that is there already. */
  String ask(String prompt) throws IOException {
    Optional<Console> console = console();
    if (console.isPresent()) {
      char[] typed = console.get().readPassword("%s: ", prompt);
      return required(typed == null ? null : new String(typed));
    }
    return required(lines.readLine());
  }

  /** A new password, typed twice where nobody sees it. */
  String choose() throws IOException {
    String first = ask("New password");
    if (console().isPresent() && !first.equals(ask("The same again"))) {
      throw CommandException.usage(
          "password.differs", "the two passwords differ", "type it again; nothing was changed");
    }
    return first;
  }

  /** Newer Javas always have a console; what it reads is the same standard input then. */
  @SuppressWarnings("SystemConsoleNull")
  private Optional<Console> console() {
    boolean isOurs = surroundings.in() == System.in && surroundings.terminal().isErr();
    return isOurs ? Optional.ofNullable(System.console()) : Optional.empty();
  }

  private static String required(@Nullable String line) {
    if (line == null || line.isEmpty()) {
      throw CommandException.usage(
          "password.missing",
          "no password was given",
          "type it at the prompt, or write it to standard input in one line");
    }
    return line;
  }
}
