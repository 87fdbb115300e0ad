package io.idlegrid.protocol.device;

import java.time.LocalDate;
import java.util.List;

/**
 * What lending may have cost a device's owner. A worker tells the days that changed, at most once a
 * minute, and the latest two weeks over a new connection.
 *
 * @param zoneSeconds how far the owner's clock is ahead of UTC
 * @param days by the owner's dates
 */
public record Harm(int zoneSeconds, List<Day> days) {

  /**
   * One day of lending.
   *
   * @param suspensions how often attempts were stopped for the owner
   * @param falseAlarms those of them after which no load of the owner's was seen
   * @param waitedMillis time from the rise of the owner's load until attempts stood still
   * @param queuedMillis time that the owner's processes were ready to run but did not, while
   *     attempts ran; a bound, since they also wait for each other
   * @param lentMillis time in which at least one attempt ran
   * @param cpuMillis CPU time that attempts used
   * @param left attempts that had to leave with what they had
   */
  public record Day(
      LocalDate date,
      int suspensions,
      int falseAlarms,
      long waitedMillis,
      long queuedMillis,
      long lentMillis,
      long cpuMillis,
      int left) {}
}
