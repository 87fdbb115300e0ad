package io.idlegrid.protocol.link;

/**
 * Names one attempt: a unit and the lease under which it runs. Lease numbers never repeat for a
 * unit, so a late message about an older attempt is told from one about the current attempt.
 *
 * @param job the job's id
 * @param unit the unit's index within the job
 * @param epoch block epoch of the lease number
 * @param counter counter of the lease number within its epoch
 */
public record LeaseRef(String job, long unit, long epoch, long counter) {}
