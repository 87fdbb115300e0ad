package io.idlegrid.coordinator.domain.job;

import java.time.Duration;
import java.util.Optional;

/**
 * What one unit needs of a device.
 *
 * @param cpuCores ceiling of CPU use, in cores
 * @param memoryBytes memory limit
 * @param diskBytes room for the working folder
 * @param runtime expected running time, where the submitter knows it
 * @param timeLimit most running time, counted while not suspended, over all attempts that continue
 *     each other
 */
public record Need(
    double cpuCores,
    long memoryBytes,
    long diskBytes,
    Optional<Duration> runtime,
    Duration timeLimit) {

  /** Without an expectation, pilot units are gated as if they ran this long, at most. */
  public static final Duration PILOT_RUNTIME = Duration.ofMinutes(15);

  public Need {
    if (!(cpuCores > 0)) {
      throw new IllegalArgumentException("cpu must be positive, not " + cpuCores);
    }
    if (memoryBytes <= 0 || diskBytes <= 0) {
      throw new IllegalArgumentException("memory and disk must be positive");
    }
    if (timeLimit.isNegative() || timeLimit.isZero()) {
      throw new IllegalArgumentException("timeLimit must be positive, not " + timeLimit);
    }
  }

  /** How long a unit is expected to run before anything was learnt. */
  public Duration expectedRuntime() {
    return runtime.orElse(timeLimit.compareTo(PILOT_RUNTIME) < 0 ? timeLimit : PILOT_RUNTIME);
  }
}
