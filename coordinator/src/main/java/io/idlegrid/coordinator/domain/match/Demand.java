package io.idlegrid.coordinator.domain.match;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Fitness;
import io.idlegrid.coordinator.domain.job.Job;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A job as the match sees it at one instant.
 *
 * @param plainReady ready units without a history, all alike
 * @param special ready units that some devices must not get
 * @param running attempts under way
 * @param runtime expected running time on a device, as a cautious quantile
 * @param where the answer of the job's condition for a device; empty when it holds
 * @param unfit which devices could not start the job
 */
public record Demand(
    Job job,
    long plainReady,
    List<SpecialUnit> special,
    long running,
    Function<DeviceId, Duration> runtime,
    Function<DeviceId, Optional<Veto>> where,
    Fitness unfit) {

  public Demand {
    special = List.copyOf(special);
  }

  /**
   * A ready unit with a history.
   *
   * @param triedOn devices where it ended badly, to be avoided because there are others
   * @param notOn devices that must not get it: they hold it or gave their output already
   */
  public record SpecialUnit(long unit, Set<DeviceId> triedOn, Set<DeviceId> notOn) {
    public SpecialUnit {
      triedOn = Set.copyOf(triedOn);
      notOn = Set.copyOf(notOn);
    }
  }

  boolean hasReady() {
    return plainReady > 0 || !special.isEmpty();
  }
}
