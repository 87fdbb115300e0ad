package io.idlegrid.worker.loop;

import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.Grant;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.Program;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that the device holds.
 *
 * @param heldSince when the grant arrived
 * @param leaseUntil end of the lease by this device's clock
 * @param phase {@code queued} until it was told to run
 * @param outcome its end, once there is one
 */
public record Held(
    Grant grant,
    Program program,
    Instant heldSince,
    Instant leaseUntil,
    String phase,
    long activeMillis,
    long cpuMillis,
    @Nullable AttemptOutcome outcome) {

  public static final String QUEUED = "queued";
  public static final String FINISHED = "finished";

  static Held of(Grant grant, Program program, Instant now) {
    return new Held(grant, program, now, now.plusMillis(grant.leaseMillis()), QUEUED, 0, 0, null);
  }

  public LeaseRef lease() {
    return grant.lease();
  }

  /** Whether it waits to be run. */
  public boolean isQueued() {
    return phase.equals(QUEUED);
  }

  /** Whether it ended, and only its outcome is still to be delivered. */
  public boolean isFinished() {
    return outcome != null;
  }

  /** Whether it occupies the device. */
  public boolean isActive() {
    return !isQueued() && !isFinished();
  }

  Held in(String newPhase, long active, long cpu) {
    return new Held(grant, program, heldSince, leaseUntil, newPhase, active, cpu, outcome);
  }

  Held leasedUntil(Instant until) {
    return new Held(grant, program, heldSince, until, phase, activeMillis, cpuMillis, outcome);
  }

  Held finished(AttemptOutcome end) {
    return new Held(grant, program, heldSince, leaseUntil, FINISHED, activeMillis, cpuMillis, end);
  }

  /**
   * As it may be trusted by a clock that shows this time. An attempt that began in the future tells
   * that the clock was set back meanwhile, as a device without a battery does when it boots: nobody
   * knows how much of the lease is left, so nothing is.
   */
  public Held asOf(Instant now) {
    return heldSince.isAfter(now)
        ? new Held(grant, program, now, now, phase, activeMillis, cpuMillis, outcome)
        : this;
  }

  /** As it is after a restart of the agent: whatever ran is gone. */
  Held afterRestart() {
    return isFinished()
        ? this
        : new Held(grant, program, heldSince, leaseUntil, QUEUED, 0, 0, null);
  }
}
