package io.idlegrid.worker.domain.harm;

import java.time.LocalDate;

/**
 * One day of lending.
 *
 * @param suspensions how often attempts were stopped for the owner
 * @param falseAlarms those of them after which no load of the owner's was seen
 * @param waitedMillis time from the rise of the owner's load until attempts stood still, in which
 *     the owner's work may have waited for us
 * @param queuedMillis time that the owner's processes spent ready to run but not running, while
 *     attempts ran; the owner's processes also wait for each other, so it is a bound. Zero where
 *     the kernel does not tell
 * @param lentMillis time in which at least one attempt ran
 * @param cpuMillis CPU time that attempts used
 * @param left attempts that had to leave with what they had
 * @param ranOn how often an attempt was told to stand still and ran on, until it was stopped
 *     otherwise
 */
public record HarmDay(
    LocalDate date,
    int suspensions,
    int falseAlarms,
    long waitedMillis,
    long queuedMillis,
    long lentMillis,
    long cpuMillis,
    int left,
    int ranOn) {

  static HarmDay of(LocalDate date) {
    return new HarmDay(date, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  HarmDay plus(HarmDay more) {
    return new HarmDay(
        date,
        suspensions + more.suspensions,
        falseAlarms + more.falseAlarms,
        waitedMillis + more.waitedMillis,
        queuedMillis + more.queuedMillis,
        lentMillis + more.lentMillis,
        cpuMillis + more.cpuMillis,
        left + more.left,
        ranOn + more.ranOn);
  }
}
