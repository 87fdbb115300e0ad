package io.idlegrid.coordinator.domain.match;

import io.idlegrid.coordinator.domain.fleet.Condition;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A device that a need is recommended to, and why.
 *
 * @param wantedPercent CPU that must stay free, the attempts that it holds included
 * @param span for how long
 * @param idleProbability probability that it does
 * @param window longest span for which it does at the risk that the match takes
 * @param peak peak host load over the span, not exceeded but at that risk, in percent
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

  /**
   * Devices, the best first.
   *
   * @param offers of devices without a veto
   */
  public static List<Pick> of(Demand demand, List<Offer> offers) {
    return offers.stream().flatMap(offer -> of(demand, offer).stream()).sorted(BEST).toList();
  }

  private static Optional<Pick> of(Demand demand, Offer offer) {
    return offer.condition().map(condition -> of(demand, offer, condition));
  }

  private static Pick of(Demand demand, Offer offer, Condition condition) {
    Lanes lanes = Lanes.of(demand, offer, condition.room());
    double wanted = lanes.percentWithOneMore();
    double risk = offer.risk();
    return new Pick(
        offer,
        wanted,
        lanes.span(),
        offer.outlook().idleProbability(wanted, lanes.span()),
        offer.outlook().idleWindow(wanted, risk),
        offer.outlook().peakQuantile(1 - risk, lanes.span()));
  }
}
