package io.idlegrid.worker.edge.cgroup;

import java.io.IOException;
import java.util.List;

/** Which share of the disks a group gets while others want them. */
record IoControl(Knobs knobs) {

  /** A file of some scheduler, version and kernel, and its lowest value. */
  private record Lowest(String file, String value) {}

  private static final List<Lowest> KNOWN =
      List.of(
          new Lowest("io.bfq.weight", "default 1"),
          new Lowest("io.weight", "default 1"),
          new Lowest("blkio.bfq.weight", "1"),
          new Lowest("blkio.weight", "10"),
          // Whatever a process asks for itself: only while nobody else wants the disk.
          new Lowest("io.prio.class", "idle"));

  /**
   * @return whether there is any such file
   */
  boolean yieldToEverybody() throws IOException {
    boolean any = false;
    for (Lowest lowest : KNOWN) {
      if (knobs.has(lowest.file())) {
        knobs.write(lowest.file(), lowest.value());
        any = true;
      }
    }
    return any;
  }
}
