package io.idlegrid.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program of the grid in a JVM of its own, ended by its own process id. */
final class GridProcess {

  /** The Java that runs the tests. */
  static final Path OUR_JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

  private final Process process;
  private final Path log;
  private final long logStart;

  private GridProcess(Process process, Path log, long logStart) {
    this.process = process;
    this.log = log;
    this.logStart = logStart;
  }

  /** Starts a coordinator with the flags that its Ignite needs. */
  static GridProcess coordinator(Path java, Path log, List<String> arguments) throws IOException {
    List<String> flags =
        new ArrayList<>(List.of(System.getProperty("idlegrid.coordinator.flags", "").split(" ")));
    flags.removeIf(String::isBlank);
    // Several start at a time: what C2 costs a start is never earned back in a minute.
    flags.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    return start(
        log,
        List.of(),
        java,
        System.getProperty("java.class.path"),
        flags,
        "io.idlegrid.coordinator.Main",
        arguments);
  }

  /**
   * Starts a main class with this JVM's class path.
   *
   * @param log where its output goes; appended to
   */
  static GridProcess start(Path log, List<String> flags, String mainClass, List<String> arguments)
      throws IOException {
    return start(
        log,
        List.of(),
        OUR_JAVA,
        System.getProperty("java.class.path"),
        flags,
        mainClass,
        arguments);
  }

  /**
   * Starts a main class in another way than as this user.
   *
   * @param as command that starts the JVM, such as one that changes the user
   * @param java the program that runs it
   * @param classPath jars that it can read
   */
  static GridProcess start(
      Path log,
      List<String> as,
      Path java,
      String classPath,
      List<String> flags,
      String mainClass,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(as);
    command.add(java.toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(arguments);
    long logStart = Files.exists(log) ? Files.size(log) : 0;
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    // A test that is interrupted must not leave a grid behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new GridProcess(process, log, logStart);
  }

  /** Waits until it has said something; returns what the pattern's first group caught. */
  String awaitLine(Pattern pattern) {
    Patience.await(pattern + " in " + log)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> !process.isAlive() || pattern.matcher(said()).find());
    Matcher found = pattern.matcher(said());
    if (!found.find()) {
      throw new IllegalStateException("it ended before " + pattern + ": " + said());
    }
    return found.group(1);
  }

  /** Everything it said since it was started. */
  String said() {
    try {
      byte[] all = Files.readAllBytes(log);
      return new String(all, (int) logStart, (int) (all.length - logStart), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the log of a program of this test", e);
    }
  }

  /** Waits until it ends by itself; returns its exit code. */
  int awaitEnd() {
    Patience.await("the end of " + log).until(() -> !process.isAlive());
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL: no chance to clean up. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** SIGTERM, and its exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("process " + process.pid() + " did not end on SIGTERM");
    }
    return process.exitValue();
  }

  /** Memory that it occupies now. */
  long residentBytes() throws IOException {
    String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
    Matcher found = RESIDENT.matcher(status);
    if (!found.find()) {
      throw new IOException(String.format(Locale.ROOT, "process %d is gone", process.pid()));
    }
    return Long.parseLong(found.group(1)) << 10;
  }
}
