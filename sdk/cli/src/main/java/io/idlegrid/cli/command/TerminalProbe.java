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

  /** Linux tells for each descriptor; elsewhere the console stands for both. */
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
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
      String[] parts = size.strip().split(" ");
      return parts.length == 2 ? parse(parts[1]) : Optional.empty();
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
