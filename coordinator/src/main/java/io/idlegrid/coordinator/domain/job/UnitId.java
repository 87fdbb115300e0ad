package io.idlegrid.coordinator.domain.job;

/** Names a unit: the job and the unit's index in it. */
public record UnitId(JobId job, long index) {

  public UnitId {
    if (index < 0) {
      throw new IllegalArgumentException("unit index " + index + " is negative");
    }
  }

  @Override
  public String toString() {
    return job + "/" + index;
  }
}
