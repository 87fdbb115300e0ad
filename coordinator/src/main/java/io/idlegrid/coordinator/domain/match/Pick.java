package io.idlegrid.coordinator.domain.match;

import io.idlegrid.coordinator.domain.fleet.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A device that a need is recommended to, and why.
 *
 * @param wantedPercent CPU that must stay free, the attempts that it holds included
 * @param span for how long
 * @param idleProbability probability that it does
 * @param window longest span for which it does at the owner's risk
 * @param peak peak host load over the span, not exceeded but at the owner's risk, in percent
 */
public record Pick(
    Offer offer,
    double wantedPercent,
    Duration span,
    double idleProbability,
    Duration window,
    double peak) {

  /** Longest window first, as the match prefers; among equals the surer and then the idler one. */
  private static final Comparator<Pick> BEST =
      Comparator.comparing(Pick::window)
          .reversed()
          .thenComparing(Comparator.comparingDouble(Pick::idleProbability).reversed())
          .thenComparingInt(pick -> pick.offer().attempts())
          .thenComparing(pick -> pick.offer().device().id());

  /** Those of the devices that could take a unit now, the best first. */
  public static List<Pick> of(Demand demand, List<Offer> offers, Instant now) {
    return offers.stream()
        .filter(offer -> Eligibility.vetoes(demand, offer, now).isEmpty())
        .flatMap(offer -> of(demand, offer).stream())
        .sorted(BEST)
        .toList();
  }

  private static Optional<Pick> of(Demand demand, Offer offer) {
    return offer.condition().map(condition -> of(demand, offer, condition));
  }

  private static Pick of(Demand demand, Offer offer, Condition condition) {
    Lanes lanes = Lanes.of(demand, offer, condition.room());
    double wanted = lanes.percentWithOneMore();
    double risk = offer.device().risk();
    return new Pick(
        offer,
        wanted,
        lanes.span(),
        offer.outlook().idleProbability(wanted, lanes.span()),
        offer.outlook().idleWindow(wanted, risk),
        offer.outlook().peakQuantile(1 - risk, lanes.span()));
  }
}
