package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.worker.domain.availability.LeaveRule.Candidate;
import io.idlegrid.worker.loop.Held;

/** An attempt, and how it stands. */
public record AttemptStanding(Held attempt, Candidate state) {

  public LeaseRef lease() {
    return attempt.lease();
  }

  /** Whether it uses the processors. */
  public boolean isRunning() {
    return state.runs() && state.frozenFor().isZero();
  }
}
