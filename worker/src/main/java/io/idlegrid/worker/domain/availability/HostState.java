package io.idlegrid.worker.domain.availability;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How the device is, beside its load. Absent means unknown, never fine.
 *
 * @param memoryAvailableBytes what the kernel could hand out without swapping
 * @param diskFreeBytes free where attempts work
 * @param celsius hottest sensor
 */
public record HostState(
    long memoryAvailableBytes,
    long diskFreeBytes,
    @Nullable Double celsius,
    @Nullable Battery battery) {

  /**
   * @param percent how full
   * @param charging or at least not being drained
   */
  public record Battery(double percent, boolean charging) {}

  public OptionalDouble temperature() {
    return celsius == null ? OptionalDouble.empty() : OptionalDouble.of(celsius);
  }
}
