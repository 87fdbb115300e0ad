package io.idlegrid.worker.edge.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How long processes that are not ours waited ready for a processor, from the second number of
 * {@code /proc/PID/schedstat}: of their main threads only, since looking at every thread would cost
 * more than it tells. Kernels without it tell nothing. Not for use by several threads.
 */
public final class RunQueue {

  private final Path proc;
  private Map<String, Long> last = Map.of();

  /**
   * @param proc where the device's {@code /proc} is mounted
   */
  public RunQueue(Path proc) {
    this.proc = proc;
  }

  /** What was waited before is not asked for. */
  public void begin(Set<Long> ours) throws IOException {
    last = read(ours);
  }

  /**
   * Since the call before.
   *
   * @param ours processes of attempts, and of the worker
   */
  public Duration waited(Set<Long> ours) throws IOException {
    Map<String, Long> now = read(ours);
    long nanos = 0;
    for (Map.Entry<String, Long> process : now.entrySet()) {
      long before = last.getOrDefault(process.getKey(), process.getValue());
      nanos += Math.max(0, process.getValue() - before);
    }
    last = now;
    return Duration.ofNanos(nanos);
  }

  private Map<String, Long> read(Set<Long> ours) throws IOException {
    Map<String, Long> waits = new HashMap<>();
    try (var entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path entry : entries) {
        String pid = String.valueOf(entry.getFileName());
        if (!ours.contains(Long.valueOf(pid))) {
          add(waits, pid, entry.resolve("schedstat"));
        }
      }
    }
    return waits;
  }

  private static void add(Map<String, Long> waits, String pid, Path schedstat) {
    try {
      String[] fields =
          Files.readString(schedstat, StandardCharsets.US_ASCII).strip().split(" ", -1);
      if (fields.length >= 2) {
        waits.put(pid, Long.valueOf(fields[1]));
      }
    } catch (IOException gone) {
      // It ended while we looked, or this kernel does not count.
      waits.remove(pid);
    }
  }
}
