package io.idlegrid.worker.domain.availability;

/**
 * The first line of {@code /proc/stat}: ticks since boot, summed over all processors. The kernel
 * counts guests in {@code user} and {@code nice} already (proc(5)), so their own columns are left
 * out here.
 */
public record CpuTicks(
    long user, long nice, long system, long idle, long iowait, long irq, long softirq, long steal) {

  /** Ticks that passed on all processors together. */
  public long all() {
    return busy() + idle + iowait;
  }

  /** Neither idle nor waiting for a disk. */
  public long busy() {
    return user + nice + system + irq + softirq + steal;
  }

  /** What no process used: interrupts, and what a hypervisor gave to others. */
  public long outsideProcesses() {
    return irq + softirq + steal;
  }
}
