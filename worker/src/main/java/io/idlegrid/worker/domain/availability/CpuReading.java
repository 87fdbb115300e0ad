package io.idlegrid.worker.domain.availability;

/**
 * Counters of one moment.
 *
 * @param at reading of a monotonic clock in nanoseconds
 */
public record CpuReading(long at, CpuTicks device, OwnCpu own) {}
