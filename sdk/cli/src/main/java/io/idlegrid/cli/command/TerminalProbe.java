package io.idlegrid.cli.command;

import io.idlegrid.cli.command.Surroundings.Terminal;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds out whether a person looks at the streams, and how wide the terminal is. */
final class TerminalProbe {

  private static final int LEAST_COLUMNS = 40;

  private TerminalProbe() {}

  static Terminal probe(Map<String, String> environment) {
    boolean isOut = isTerminal(1);
    boolean isErr = isTerminal(2);
    Optional<Integer> columns = isOut || isErr ? columns(environment) : Optional.empty();
    return new Terminal(isOut, isErr, columns);
  }

  /** Linux tells what a descriptor is; elsewhere the shell does. */
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return askShell(descriptor);
    }
  }

  private static boolean askShell(int descriptor) {
    try {
      return new ProcessBuilder("sh", "-c", "test -t " + descriptor).inheritIO().start().waitFor()
          == 0;
    } catch (IOException e) {
      // No shell, no terminal that could be drawn on.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Optional<Integer> columns(Map<String, String> environment) {
    return parse(environment.getOrDefault("COLUMNS", "")).or(TerminalProbe::askTerminal);
  }

  private static Optional<Integer> askTerminal() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      stty.waitFor(1, TimeUnit.SECONDS);
      return parse(size.strip().replaceFirst("^\\d+ ", ""));
    } catch (IOException e) {
      // There is no stty here: the default width serves.
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<Integer> parse(String text) {
    return text.matches("\\d{1,4}")
        ? Optional.of(Math.max(LEAST_COLUMNS, Integer.parseInt(text)))
        : Optional.empty();
  }
}
