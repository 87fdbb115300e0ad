package io.idlegrid.coordinator.domain.match;

import io.idlegrid.coordinator.domain.job.JobSpec;
import java.time.Duration;
import java.util.Locale;

/**
 * Whether what a device holds may go on, asked like a new grant: for the CPU and memory of all of
 * it, over the longest of it as far as forecasts reach.
 *
 * @param wantedPercent CPU of all attempts, in percent of the device
 * @param span how long they go on, at most {@link IdleOutlook#REACH}
 * @param idleProbability probability that the owner leaves them that CPU
 * @param memoryProbability probability that the owner leaves them their memory
 * @param risk that the grant may take
 */
public record GoOn(
    double wantedPercent,
    Duration span,
    double idleProbability,
    double memoryProbability,
    double risk) {

  /** What ends within a moment needs a forecast all the same. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /**
   * For how long a forecast that allowed a unit stands; then it is asked anew. What has no end was
   * allowed for as long as its file says, everything else for as long as it runs.
   */
  public static Duration standsFor(JobSpec spec) {
    return spec.isEndless() && spec.stay().compareTo(IdleOutlook.REACH) < 0
        ? spec.stay()
        : IdleOutlook.REACH;
  }

  public static GoOn of(Offer offer) {
    Duration left = offer.left();
    Duration span = left.compareTo(IdleOutlook.REACH) < 0 ? left : IdleOutlook.REACH;
    Duration asked = span.compareTo(SHORTEST) > 0 ? span : SHORTEST;
    double wanted = offer.percentInUse();
    return new GoOn(
        wanted,
        asked,
        offer.outlook().idleProbability(wanted, asked),
        MemoryRoom.held(offer).probability(0, asked),
        offer.risk());
  }

  /** Whether the owner's risk is kept. */
  public boolean isAllowed() {
    return Math.min(idleProbability, memoryProbability) >= 1 - risk;
  }

  /** Why not, for the one whose unit has to leave. */
  public String reason() {
    String what = idleProbability <= memoryProbability ? "CPU" : "memory";
    return String.format(
        Locale.ROOT,
        "gated again: its %s stays free for %s with probability %.3f < %.3f",
        what,
        Eligibility.span(span),
        Math.min(idleProbability, memoryProbability),
        1 - risk);
  }
}
