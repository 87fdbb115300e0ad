package io.idlegrid.worker.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What running workers cost: memory, CPU and writes, beside any other program. */
@Command(
    name = "footprint",
    mixinStandardHelpOptions = true,
    description = {
      "What the running worker costs at rest. With --starts also how long one takes from its start",
      "until it has told a grid of itself (goal: 1.5 s); the grid is one of the benchmark's own."
    })
final class FootprintBench implements Callable<Integer> {

  private static final String WORKER = "io.idlegrid.worker.Main";

  @Option(names = "--rounds", defaultValue = "1", description = "How often to measure.")
  private int rounds = 1;

  @Option(names = "--seconds", defaultValue = "60", description = "Length of each round.")
  private int seconds = 60;

  @Option(names = "--pid", description = "Process to measure (default: every worker here).")
  private @Nullable Long pid;

  @Option(names = "--against", description = "Also programs with this name.")
  private List<String> against = new ArrayList<>();

  @Option(
      names = "--starts",
      defaultValue = "0",
      description = "How many starts of a worker to time, one after the other, before all else.")
  private int starts;

  /**
   * What was read of a process.
   *
   * @param residentMib what it takes where no other program shares Java's library with it; PSS
   *     shares that with this very benchmark
   */
  private record Reading(
      double pssMib, double privateMib, double residentMib, double cpuSeconds, double writtenKib) {}

  @Override
  public Integer call() throws IOException, InterruptedException, PutBack.Failed {
    LeftBehind.remove();
    if (starts > 0) {
      System.out.printf(
          "from the start of a worker to its first report: %s s (median of %d ± half their spread;"
              + " its files were in memory)%n%n",
          Sample.of(WorkerStart.byLauncher().seconds(starts)).text("%.2f"), starts);
    }
    Map<Long, String> processes = processes();
    if (processes.isEmpty() && starts > 0) {
      return 0;
    }
    if (processes.isEmpty()) {
      System.err.println("No worker runs here; start one, or name a process with --pid.");
      return 4;
    }
    Map<Long, List<Reading>> rests = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      Map<Long, Reading> before = new LinkedHashMap<>();
      for (long each : processes.keySet()) {
        before.put(each, read(each));
      }
      TimeUnit.SECONDS.sleep(seconds);
      for (long each : processes.keySet()) {
        rests
            .computeIfAbsent(each, unused -> new ArrayList<>())
            .add(since(before.get(each), read(each)));
      }
    }
    print(processes, rests);
    return 0;
  }

  private void print(Map<Long, String> processes, Map<Long, List<Reading>> rests) {
    System.out.println(
        "| process | PSS, MiB | private, MiB | resident, MiB | CPU of a core in percent | written,"
            + " KiB |");
    System.out.println("|---|---|---|---|---|---|");
    rests.forEach(
        (each, readings) ->
            System.out.printf(
                "| %s (%d) | %s | %s | %s | %s | %s |%n",
                processes.get(each),
                each,
                Sample.of(readings.stream().mapToDouble(Reading::pssMib).toArray()).text("%.1f"),
                Sample.of(readings.stream().mapToDouble(Reading::privateMib).toArray())
                    .text("%.1f"),
                Sample.of(readings.stream().mapToDouble(Reading::residentMib).toArray())
                    .text("%.1f"),
                Sample.of(
                        readings.stream()
                            .mapToDouble(r -> 100 * r.cpuSeconds() / seconds)
                            .toArray())
                    .text("%.2f"),
                Sample.of(readings.stream().mapToDouble(Reading::writtenKib).toArray())
                    .text("%.0f")));
    System.out.printf("%nOver %d s, %d times.%n", seconds, rounds);
  }

  private static Reading since(@Nullable Reading before, Reading now) {
    double cpu = before == null ? Double.NaN : now.cpuSeconds() - before.cpuSeconds();
    double written = before == null ? Double.NaN : now.writtenKib() - before.writtenKib();
    return new Reading(now.pssMib(), now.privateMib(), now.residentMib(), cpu, written);
  }

  private Map<Long, String> processes() throws IOException {
    Map<Long, String> found = new LinkedHashMap<>();
    if (pid != null) {
      found.put(pid, "process");
    }
    try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path entry : entries) {
        long id = Long.parseLong(String.valueOf(entry.getFileName()));
        String line = text(entry.resolve("cmdline"));
        String name = text(entry.resolve("comm")).strip();
        if (pid == null && List.of(line.split("\0", -1)).contains(WORKER)) {
          found.put(id, "worker");
        } else if (against.contains(name)) {
          found.put(id, name);
        }
      }
    }
    return found;
  }

  private static Reading read(long process) throws IOException {
    Path proc = Path.of("/proc/" + process);
    String rollup = Files.readString(proc.resolve("smaps_rollup"), StandardCharsets.US_ASCII);
    double privateKib = number(rollup, "Private_Clean") + number(rollup, "Private_Dirty");
    return new Reading(
        number(rollup, "Pss") / 1024,
        privateKib / 1024,
        number(rollup, "Rss") / 1024,
        ProcessTree.own(process).toMillis() / 1000.0,
        number(text(proc.resolve("io")), "write_bytes") / 1024);
  }

  private static double number(String text, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + ":\\s+(\\d+)").matcher(text);
    return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
  }

  /** Processes come and go while we look. */
  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException gone) {
      return "";
    }
  }
}
