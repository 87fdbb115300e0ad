package io.idlegrid.worker.domain.availability;

import java.time.Duration;

/**
 * CPU time as the scheduler counts it, to the microsecond and without interrupts. The ticks of
 * {@code /proc/stat} are samples: 100 ms of an owner who steadily uses an eighth of two cores may
 * show as a quarter.
 *
 * @param device of everything that runs on the device, since some fixed moment
 * @param own the part of it that is ours, attempts and agent, since some fixed moment
 */
public record ExactCpu(Duration device, Duration own) {

  /** Never negative: the counter of our attempts starts anew when their group was made anew. */
  Duration othersSince(ExactCpu earlier) {
    Duration ours = own.minus(earlier.own);
    Duration all = device.minus(earlier.device);
    Duration others = ours.isNegative() ? all : all.minus(ours);
    return others.isNegative() ? Duration.ZERO : others;
  }
}
