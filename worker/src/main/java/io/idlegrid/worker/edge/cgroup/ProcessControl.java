package io.idlegrid.worker.edge.cgroup;

import java.io.IOException;

/** How many processes and threads a group may have. Both versions use the same files. */
record ProcessControl(Knobs knobs) {

  void limit(int processes) throws IOException {
    knobs.write("pids.max", Integer.toString(processes));
  }

  /**
   * Whether a fork was refused, here or in a group inside that is gone by now. The latter shows
   * only in the peak, which newer kernels have.
   */
  boolean limitReached() throws IOException {
    if (knobs.readKey("pids.events", "max").orElse(0) > 0) {
      return true;
    }
    String max = knobs.read("pids.max");
    return knobs.has("pids.peak")
        && !max.equals("max")
        && knobs.readLong("pids.peak") >= Long.parseLong(max);
  }
}
