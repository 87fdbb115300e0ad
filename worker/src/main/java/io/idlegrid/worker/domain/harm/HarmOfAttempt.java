package io.idlegrid.worker.domain.harm;

import java.time.Instant;

/**
 * What one attempt may have cost the owner.
 *
 * @param name of the attempt
 * @param title what its job is called
 * @param account whose job it is
 * @param suspensions how often it was stopped
 * @param waitedMillis as in {@link HarmDay}; each attempt that ran then counts it in full
 * @param activeMillis how long it ran, without its suspensions
 */
public record HarmOfAttempt(
    String name,
    String title,
    String account,
    Instant since,
    int suspensions,
    long waitedMillis,
    long activeMillis,
    long cpuMillis) {

  HarmOfAttempt ran(long active, long cpu) {
    return new HarmOfAttempt(
        name,
        title,
        account,
        since,
        suspensions,
        waitedMillis,
        Math.max(activeMillis, active),
        Math.max(cpuMillis, cpu));
  }

  HarmOfAttempt stopped(long waited) {
    return new HarmOfAttempt(
        name,
        title,
        account,
        since,
        suspensions + 1,
        waitedMillis + waited,
        activeMillis,
        cpuMillis);
  }
}
