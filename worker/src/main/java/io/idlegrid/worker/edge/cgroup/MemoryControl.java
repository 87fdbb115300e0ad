package io.idlegrid.worker.edge.cgroup;

import java.io.IOException;
import java.util.OptionalLong;

/** How much memory a group may take. */
record MemoryControl(Knobs knobs, boolean unified) {

  /**
   * What went wrong for want of memory.
   *
   * @param limitReached the group was at its limit at some time; it may have got by
   * @param kills processes of the group that the kernel killed, for its own limit or another
   */
  record Events(boolean limitReached, long kills) {}

  /** Memory and no swap: an attempt that swaps slows the owner's disk. */
  void limit(long bytes) throws IOException {
    String value = Long.toString(bytes);
    if (unified) {
      knobs.write("memory.max", value);
      writeIfThere("memory.swap.max", "0");
      // The kernel then ends the whole unit, not some process of it.
      writeIfThere("memory.oom.group", "1");
    } else {
      limitLegacy(value);
    }
  }

  /** Memory may never exceed memory plus swap: lowering and raising need opposite orders. */
  private void limitLegacy(String value) throws IOException {
    boolean swapKnown = knobs.has("memory.memsw.limit_in_bytes");
    boolean raising =
        swapKnown && knobs.readLong("memory.memsw.limit_in_bytes") < Long.parseLong(value);
    if (raising) {
      knobs.write("memory.memsw.limit_in_bytes", value);
    }
    knobs.write("memory.limit_in_bytes", value);
    if (swapKnown && !raising) {
      knobs.write("memory.memsw.limit_in_bytes", value);
    }
  }

  /** Page cache counts too, so a unit that reads large files may show its limit. */
  OptionalLong peak() throws IOException {
    String file = unified ? "memory.peak" : "memory.max_usage_in_bytes";
    return knobs.has(file) ? OptionalLong.of(knobs.readLong(file)) : OptionalLong.empty();
  }

  /** What the group took of the device now, without cache that the kernel can have back. */
  long used() throws IOException {
    return knobs.readKey("memory.stat", unified ? "anon" : "total_rss").orElse(0);
  }

  Events events() throws IOException {
    if (unified) {
      return new Events(
          knobs.readKey("memory.events", "oom").orElse(0) > 0,
          knobs.readKey("memory.events", "oom_kill").orElse(0));
    }
    // Some kernels do not count failures of memory and swap together, which runs full first.
    boolean full =
        knobs.readLong("memory.failcnt") > 0
            || knobs.readLong("memory.max_usage_in_bytes")
                >= knobs.readLong("memory.limit_in_bytes");
    return new Events(full, knobs.readKey("memory.oom_control", "oom_kill").orElse(0));
  }

  private void writeIfThere(String file, String value) throws IOException {
    if (knobs.has(file)) {
      knobs.write(file, value);
    }
  }
}
