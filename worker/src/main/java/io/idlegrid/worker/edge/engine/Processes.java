package io.idlegrid.worker.edge.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Questions about processes that {@link ProcessHandle} does not answer; proc_pid_status(5). */
public final class Processes {

  private Processes() {}

  /** The first process of a sandbox: a signal to it ends the others without asking them. */
  public static boolean isInitOfSandbox(long pid) {
    return field(pid, "NSpid").map(ids -> ids.contains("\t") && ids.endsWith("\t1")).orElse(false);
  }

  /** Stopped by a signal, or a zombie: it does nothing. */
  public static boolean standsStill(long pid) {
    return field(pid, "State").map(state -> "TtZX".indexOf(state.charAt(0)) >= 0).orElse(true);
  }

  public static boolean isZombie(long pid) {
    return field(pid, "State").map(state -> "ZX".indexOf(state.charAt(0)) >= 0).orElse(true);
  }

  /** Ids of its threads; none when it is gone. */
  public static List<Long> threadsOf(long pid) {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads.map(thread -> Long.valueOf(thread.toFile().getName())).toList();
    } catch (IOException | UncheckedIOException gone) {
      return List.of();
    }
  }

  /** Of one thread, from proc_pid_stat(5); the name before it may hold anything. */
  public static OptionalInt niceness(long thread) {
    int afterName = 16;
    try {
      String stat =
          Files.readString(
              Path.of("/proc", Long.toString(thread), "stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return OptionalInt.of(Integer.parseInt(fields[afterName]));
    } catch (IOException gone) {
      return OptionalInt.empty();
    }
  }

  /** Empty when the process is gone. */
  private static Optional<String> field(long pid, String name) {
    try {
      return Files.readAllLines(
              Path.of("/proc", Long.toString(pid), "status"), StandardCharsets.ISO_8859_1)
          .stream()
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst();
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
