package io.idlegrid.coordinator.domain.match;

import io.idlegrid.coordinator.domain.fleet.Condition;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.Need;
import java.time.Duration;

/**
 * Memory that attempts want together, and whether the owner is likely to leave it. Beside this, a
 * unit must fit into what is free at the moment and into the owner's cap.
 *
 * @param othersPercent memory of the other jobs' attempts and the owner's reserve, in percent of
 *     the device
 * @param lanePercent memory of one lane, likewise
 */
record MemoryRoom(IdleOutlook outlook, double othersPercent, double lanePercent) {

  static MemoryRoom of(Offer offer, JobId job, Need need) {
    return of(offer, offer.memoryInUse(job), need.memoryBytes());
  }

  /** Of the attempts that are there, without another lane. */
  static MemoryRoom held(Offer offer) {
    return of(offer, offer.memoryInUse(), 0);
  }

  private static MemoryRoom of(Offer offer, long othersBytes, long laneBytes) {
    double whole = offer.device().facts().map(DeviceFacts::memoryBytes).orElse(0L);
    if (whole <= 0) {
      return new MemoryRoom(offer.outlook(), 0, 0);
    }
    long reserve =
        offer.condition().map(Condition::terms).map(Condition.Terms::memoryReserveBytes).orElse(0L);
    return new MemoryRoom(
        offer.outlook(), 100 * (othersBytes + reserve) / whole, 100 * laneBytes / whole);
  }

  /** Probability that so many lanes find their memory for a span. */
  double probability(int lanes, Duration span) {
    double wanted = percentWith(lanes);
    return wanted > 100 ? 0 : outlook.memoryProbability(wanted, span);
  }

  double percentWith(int lanes) {
    return othersPercent + lanes * lanePercent;
  }
}
