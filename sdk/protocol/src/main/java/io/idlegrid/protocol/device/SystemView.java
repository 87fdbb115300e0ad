package io.idlegrid.protocol.device;

import java.time.Instant;

/**
 * The grid at a glance.
 *
 * @param version of the coordinator's program
 * @param storedBytes bytes of all blobs
 * @param freeBytes free space of the coordinator's disk
 */
public record SystemView(
    String version,
    Instant startedAt,
    Devices devices,
    long activeJobs,
    long storedBytes,
    long freeBytes,
    long memoryBytes) {

  /** Devices by state. */
  public record Devices(int total, int lending, int idle, int suspended, int away, int offline) {}
}
