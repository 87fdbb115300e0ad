package io.idlegrid.worker.edge.cgroup;

import io.idlegrid.worker.domain.availability.OwnCpu;
import java.io.IOException;
import java.time.Duration;

/** CPU time that a group and the groups in it used, those gone included. */
record CpuMeter(Knobs knobs, boolean unified) {

  /** As exact as the kernel knows it. */
  Duration total() throws IOException {
    return unified ? fromStat().total() : Duration.ofNanos(knobs.readLong("cpuacct.usage"));
  }

  /** Comparable with {@code /proc/stat}. */
  OwnCpu used() throws IOException {
    return unified ? fromStat() : fromTicks();
  }

  /**
   * Version 1 counts these two at the same ticks as {@code /proc/stat}, so that subtracting them
   * leaves no noise. {@code cpuacct.usage} is finer, but at 50 ms the difference of the two methods
   * looks like load.
   */
  private OwnCpu fromTicks() throws IOException {
    if (!knobs.has("cpuacct.usage_user")) {
      // All of it as niced: what is not niced then counts as the owner's, which errs towards care.
      Duration total = Duration.ofNanos(knobs.readLong("cpuacct.usage"));
      return new OwnCpu(total, total);
    }
    Duration user = Duration.ofNanos(knobs.readLong("cpuacct.usage_user"));
    Duration system = Duration.ofNanos(knobs.readLong("cpuacct.usage_sys"));
    return new OwnCpu(user.plus(system), user);
  }

  private OwnCpu fromStat() throws IOException {
    long total = knobs.readKey("cpu.stat", "usage_usec").orElse(0);
    long user = knobs.readKey("cpu.stat", "user_usec").orElse(0);
    // Newer kernels say themselves what they counted as niced.
    long niced = knobs.readKey("cpu.stat", "nice_usec").orElse(user);
    return new OwnCpu(micros(total), micros(niced));
  }

  private static Duration micros(long micros) {
    return Duration.ofNanos(micros * 1_000);
  }
}
