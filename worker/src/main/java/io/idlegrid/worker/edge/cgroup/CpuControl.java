package io.idlegrid.worker.edge.cgroup;

import java.io.IOException;

/** How much CPU a group may take, and when. */
record CpuControl(Knobs knobs, boolean unified) {

  /** Short enough that a ceiling does not show as a stutter. The kernel takes 1 ms to 1 s. */
  private static final long PERIOD_MICROS = 100_000;

  private static final long LEAST_QUOTA_MICROS = 1_000;

  /**
   * Takes only what nobody else wants.
   *
   * @return whether truly so (SCHED_IDLE for the whole group, Linux 5.15); otherwise it has the
   *     lowest weight
   */
  boolean yieldToEverybody() throws IOException {
    if (knobs.has("cpu.idle")) {
      knobs.write("cpu.idle", "1");
      return true;
    }
    knobs.write(unified ? "cpu.weight" : "cpu.shares", unified ? "1" : "2");
    return false;
  }

  void limit(double cores) throws IOException {
    long quota = Math.max(LEAST_QUOTA_MICROS, Math.round(cores * PERIOD_MICROS));
    if (unified) {
      knobs.write("cpu.max", quota + " " + PERIOD_MICROS);
    } else {
      knobs.write("cpu.cfs_period_us", Long.toString(PERIOD_MICROS));
      knobs.write("cpu.cfs_quota_us", Long.toString(quota));
    }
  }
}
