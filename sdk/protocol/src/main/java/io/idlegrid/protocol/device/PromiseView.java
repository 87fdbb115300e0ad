package io.idlegrid.protocol.device;

import java.util.List;

/**
 * What owners were promised, against what they got, over the last {@code days} days by UTC date.
 *
 * @param grants grants whose promise could be judged
 * @param conflicts of these, those in which the owner's load took what was promised to stay free
 *     while the units ran
 * @param promisedRate conflicts per grant that the owners accept
 * @param conflictRate conflicts per grant that there were
 * @param frozen grants whose units stood still at some time, for whatever reason
 * @param unseen grants that could not be judged, because the device was out of sight
 * @param checked forecasts whose quantiles could be judged
 * @param coverage how often peaks stayed within them
 * @param harvestedShare share of the CPU left free by owners that units used, 0..1
 */
public record PromiseView(
    int days,
    long grants,
    long conflicts,
    double promisedRate,
    double conflictRate,
    long frozen,
    long unseen,
    long checked,
    List<Coverage> coverage,
    double harvestedShare) {

  /**
   * How often peaks of the host load stayed within a forecast's quantile.
   *
   * @param quantile promised share, such as 0.99
   * @param share share that did; 0 while nothing was judged
   */
  public record Coverage(double quantile, double share) {}
}
