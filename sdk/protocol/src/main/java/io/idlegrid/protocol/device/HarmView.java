package io.idlegrid.protocol.device;

import java.time.LocalDate;

/**
 * What lending may have cost owners.
 *
 * @param suspensions how often attempts were stopped for an owner
 * @param falseAlarms those of them after which no load of the owner's was seen
 * @param waitedSeconds from the rise of an owner's load until attempts stood still
 * @param queuedSeconds how long owners' processes were ready to run but did not, while attempts
 *     ran; a bound, since they also wait for each other
 * @param lentSeconds how long at least one attempt ran
 * @param cpuSeconds CPU time that attempts used
 * @param left attempts that had to leave with what they had
 */
public record HarmView(
    long suspensions,
    long falseAlarms,
    double waitedSeconds,
    double queuedSeconds,
    double lentSeconds,
    double cpuSeconds,
    long left) {

  /** A day of a device, by its owner's date. */
  public record Day(LocalDate date, HarmView harm) {}
}
