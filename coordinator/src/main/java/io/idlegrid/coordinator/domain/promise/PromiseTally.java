package io.idlegrid.coordinator.domain.promise;

import java.util.ArrayList;
import java.util.List;

/**
 * Promises counted, over a time or over devices.
 *
 * @param promises grants whose promise could be judged
 * @param conflicts of these, those that the owner's load broke while the attempts ran
 * @param allowed conflicts that the accepted risks allow
 * @param frozen of these, those whose attempts stood still at some time, for whatever reason
 * @param unseen grants that could not be judged, because the device was out of sight
 * @param checked forecasts whose quantiles could be judged
 * @param covered of these, the peaks within each of {@link #QUANTILES}
 * @param usedSeconds CPU that attempts used, in seconds of the whole device
 * @param freeSeconds CPU that the owner left free, likewise
 */
public record PromiseTally(
    long promises,
    long conflicts,
    double allowed,
    long frozen,
    long unseen,
    long checked,
    List<Long> covered,
    double usedSeconds,
    double freeSeconds) {

  /** The quantiles of the peak host load that are looked at. */
  public static final List<Double> QUANTILES = List.of(.5, .9, .95, .99);

  public static final PromiseTally NONE =
      new PromiseTally(0, 0, 0, 0, 0, 0, List.of(0L, 0L, 0L, 0L), 0, 0);

  public PromiseTally {
    covered = List.copyOf(covered);
    if (covered.size() != QUANTILES.size()) {
      throw new IllegalArgumentException("counts of " + covered.size() + " quantiles");
    }
  }

  /** With one more promise. */
  public PromiseTally with(Promise.Fate fate, double risk, boolean wasFrozen) {
    boolean isJudged = fate != Promise.Fate.UNSEEN;
    return plus(
        new PromiseTally(
            isJudged ? 1 : 0,
            fate == Promise.Fate.BROKEN ? 1 : 0,
            isJudged ? risk : 0,
            isJudged && wasFrozen ? 1 : 0,
            isJudged ? 0 : 1,
            0,
            NONE.covered(),
            0,
            0));
  }

  /** With one more look at what a forecast said of a peak; one quantile for each looked at. */
  public PromiseTally with(List<Double> quantiles, double peak) {
    List<Long> within = new ArrayList<>();
    quantiles.forEach(quantile -> within.add(peak <= quantile ? 1L : 0L));
    return plus(new PromiseTally(0, 0, 0, 0, 0, 1, within, 0, 0));
  }

  /** With a span in which the CPU was used so. */
  public PromiseTally with(double seconds, double hostPercent, double ownPercent) {
    double free = seconds * Math.max(0, 100 - hostPercent) / 100;
    double used = seconds * Math.max(0, ownPercent) / 100;
    return plus(new PromiseTally(0, 0, 0, 0, 0, 0, NONE.covered(), Math.min(used, free), free));
  }

  public PromiseTally plus(PromiseTally other) {
    List<Long> both = new ArrayList<>();
    for (int i = 0; i < covered.size(); i++) {
      both.add(covered.get(i) + other.covered().get(i));
    }
    return new PromiseTally(
        promises + other.promises(),
        conflicts + other.conflicts(),
        allowed + other.allowed(),
        frozen + other.frozen(),
        unseen + other.unseen(),
        checked + other.checked(),
        both,
        usedSeconds + other.usedSeconds(),
        freeSeconds + other.freeSeconds());
  }

  /** Conflicts per promise as accepted; 0 without promises. */
  public double promisedRate() {
    return promises > 0 ? allowed / promises : 0;
  }

  /** Conflicts per promise as met; 0 without promises. */
  public double conflictRate() {
    return promises > 0 ? (double) conflicts / promises : 0;
  }

  /** Share of peaks within one of {@link #QUANTILES}; 0 before the first look. */
  public double coverage(int quantile) {
    return checked > 0 ? (double) covered.get(quantile) / checked : 0;
  }

  /** Share of the CPU left free that attempts used; 0 while nothing is known. */
  public double harvestedShare() {
    return freeSeconds > 0 ? usedSeconds / freeSeconds : 0;
  }
}
