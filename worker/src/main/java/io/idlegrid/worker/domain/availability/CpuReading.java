package io.idlegrid.worker.domain.availability;

import org.jspecify.annotations.Nullable;

/**
 * Counters of one moment.
 *
 * @param at reading of a monotonic clock in nanoseconds
 * @param exact absent where the kernel counts in ticks alone
 */
public record CpuReading(long at, CpuTicks device, OwnCpu own, @Nullable ExactCpu exact) {

  public CpuReading(long at, CpuTicks device, OwnCpu own) {
    this(at, device, own, null);
  }
}
