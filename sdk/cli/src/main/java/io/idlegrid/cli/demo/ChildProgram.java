package io.idlegrid.cli.demo;

import io.idlegrid.cli.command.CommandException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that the demo started. It writes its log by itself, so that it may outlive us. */
final class ChildProgram {

  private static final Duration GRACE = Duration.ofSeconds(25);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final int SHOWN_LINES = 12;
  private static final Path OWN_SESSION = Path.of("/usr/bin/setsid");

  /** The demo's own settings must not be mixed with those of the user's grid. */
  private static final Set<String> KEPT =
      Set.of(
          "IDLEGRID_HOME",
          "IDLEGRID_BUILT",
          "IDLEGRID_PROGRAMS",
          "IDLEGRID_COORDINATOR_OPTS",
          "IDLEGRID_WORKER_OPTS");

  private final String name;
  private final Process process;
  private final Path log;

  private ChildProgram(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  static ChildProgram start(String name, List<String> command, Path log) throws IOException {
    List<String> all = new ArrayList<>();
    if (Files.isExecutable(OWN_SESSION)) {
      // Ctrl-C goes to a whole session: the demo stops its programs itself, one after the other.
      all.add(OWN_SESSION.toString());
    }
    all.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(Path.of("/dev/null").toFile());
    builder
        .environment()
        .keySet()
        .removeIf(each -> each.startsWith("IDLEGRID_") && !KEPT.contains(each));
    return new ChildProgram(name, builder.start(), log);
  }

  long pid() {
    return process.pid();
  }

  /** Waits until the program has said something. */
  Matcher awaitLine(Pattern pattern, Duration most) throws IOException, InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (true) {
      boolean isOver = !process.isAlive();
      Matcher matcher = pattern.matcher(said());
      if (matcher.find()) {
        return matcher;
      }
      if (isOver) {
        throw failure("ended with exit code " + process.exitValue());
      }
      if (System.nanoTime() > end) {
        throw failure("is not ready after " + most.toSeconds() + " s");
      }
      Thread.sleep(LOOK_AGAIN.toMillis());
    }
  }

  /** Fails with the end of the log when the program is over. */
  void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw failure("ended with exit code " + process.exitValue());
    }
  }

  /** What to say when the program is of no use: what happened, and the end of its log. */
  CommandException failure(String what) throws IOException {
    List<String> lines = said().lines().toList();
    String end =
        String.join("\n  | ", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    return CommandException.failed(
        "demo." + name,
        "the %s %s%s".formatted(name, what, end.isEmpty() ? "" : ":\n  | " + end),
        "the whole log is in " + log);
  }

  private String said() throws IOException {
    return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
  }

  /** Asks the program to end, and ends it if it does not. */
  void stop() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    descendants.forEach(ProcessHandle::destroyForcibly);
  }
}
