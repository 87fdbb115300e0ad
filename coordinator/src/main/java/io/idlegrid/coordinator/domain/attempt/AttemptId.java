package io.idlegrid.coordinator.domain.attempt;

import io.idlegrid.coordinator.domain.job.UnitId;

/** Names an attempt: a unit and the lease under which it runs. */
public record AttemptId(UnitId unit, LeaseNumber lease) {

  @Override
  public String toString() {
    return unit + "@" + lease.epoch() + "." + lease.counter();
  }
}
