package io.idlegrid.coordinator.domain.fleet;

import java.time.Duration;

/**
 * What lending may have cost owners, added up.
 *
 * @param suspensions how often attempts were stopped for an owner
 * @param falseAlarms those of them after which no load of the owner's was seen
 * @param waited from the rise of an owner's load until attempts stood still
 * @param queued how long owners' processes were ready to run but did not, while attempts ran
 * @param lent how long at least one attempt ran
 * @param cpu CPU time that attempts used
 * @param left attempts that had to leave
 */
public record HarmSum(
    long suspensions,
    long falseAlarms,
    Duration waited,
    Duration queued,
    Duration lent,
    Duration cpu,
    long left) {

  public static final HarmSum NONE =
      new HarmSum(0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);

  /** Attempts stand still for longer than this before they are let on. */
  private static final Duration SHORTEST_STOP = Duration.ofMillis(250);

  /** As much of it as fits into a span on so many cores. */
  HarmSum within(Duration span, int cores) {
    Duration onAll = span.multipliedBy(cores);
    long stops = Math.min(suspensions, span.dividedBy(SHORTEST_STOP));
    return new HarmSum(
        stops,
        Math.min(falseAlarms, stops),
        least(waited, span),
        least(queued, onAll),
        least(lent, span),
        least(cpu, onAll),
        Math.min(left, span.dividedBy(SHORTEST_STOP)));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  public HarmSum plus(HarmSum more) {
    return new HarmSum(
        suspensions + more.suspensions,
        falseAlarms + more.falseAlarms,
        waited.plus(more.waited),
        queued.plus(more.queued),
        lent.plus(more.lent),
        cpu.plus(more.cpu),
        left + more.left);
  }
}
