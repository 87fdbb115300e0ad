package io.idlegrid.worker.domain.availability.trigger;

import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the device is at one moment. Absent means unknown, never fine.
 *
 * @param memoryAvailableBytes what the kernel could hand out without swapping
 * @param diskFreeBytes free where attempts work
 * @param diskWaitPercent share of the time in which something waited for a disk; our attempts left
 *     out where the kernel tells them apart
 * @param celsius hottest sensor
 * @param ownerBytesPerSecond what the device sent and received, less our own
 * @param programs those of the owner's exclusive programs that run
 * @param localTime by the device's clock and zone, for the weekly schedule
 */
public record Surroundings(
    @Nullable Long memoryAvailableBytes,
    @Nullable Long diskFreeBytes,
    @Nullable Double diskWaitPercent,
    @Nullable Double celsius,
    @Nullable Power power,
    @Nullable Double ownerBytesPerSecond,
    @Nullable List<String> programs,
    LocalDateTime localTime) {

  public Surroundings {
    programs = programs == null ? null : List.copyOf(programs);
  }
}
