package io.idlegrid.worker.edge.cgroup;

import io.idlegrid.worker.domain.availability.CpuTicks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * CPU time of all processes under version 2, whose root group counts in ticks: what the groups
 * right below it used, which is exact, and what is in none of them, above all the kernel's own
 * threads. Of these it goes on at the rate that the ticks showed over the last two seconds.
 */
final class UnifiedDeviceCpu implements SchedulerCpu.DeviceMeter {

  private static final long WINDOW_NANOS = 2_000_000_000;
  private static final double NANOS_PER_TICK = 10_000_000;

  private final Path root;
  private Map<Path, Long> last = Map.of();
  private double grouped;
  private double elsewhere;
  private double rate;
  private long windowFrom = Long.MIN_VALUE;
  private double windowTicks;
  private double windowGrouped;
  private long lastAt;

  UnifiedDeviceCpu(Path root) {
    this.root = root;
  }

  @Override
  public Duration used(CpuTicks ticks, long at) throws IOException {
    boolean isFirst = windowFrom == Long.MIN_VALUE;
    add(isFirst);
    double processes = (ticks.busy() - ticks.outsideProcesses()) * NANOS_PER_TICK;
    if (isFirst) {
      begin(at, processes);
    } else {
      elsewhere += rate * (at - lastAt);
    }
    if (at - windowFrom >= WINDOW_NANOS) {
      double outside = (processes - windowTicks) - (grouped - windowGrouped);
      rate = Math.max(0, outside) / (at - windowFrom);
      begin(at, processes);
    }
    lastAt = at;
    return Duration.ofNanos((long) (grouped + elsewhere));
  }

  private void begin(long at, double processes) {
    windowFrom = at;
    windowTicks = processes;
    windowGrouped = grouped;
  }

  /** A group that is new since counts from zero, one that went away keeps what it was seen with. */
  private void add(boolean isFirst) throws IOException {
    Map<Path, Long> now = new HashMap<>();
    for (Path group : Group.childrenOf(root)) {
      OptionalLong used = usedIn(group);
      if (used.isPresent()) {
        long before = isFirst ? used.getAsLong() : last.getOrDefault(group, 0L);
        grouped += Math.max(0, used.getAsLong() - before);
        now.put(group, used.getAsLong());
      }
    }
    last = now;
  }

  private static OptionalLong usedIn(Path group) throws IOException {
    try {
      OptionalLong micros = new Knobs(group).readKey("cpu.stat", "usage_usec");
      return micros.isPresent()
          ? OptionalLong.of(micros.getAsLong() * 1_000)
          : OptionalLong.empty();
    } catch (IOException e) {
      if (Files.exists(group)) {
        throw e;
      }
      return OptionalLong.empty();
    }
  }
}
