package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.match.Pick;
import io.idlegrid.coordinator.flow.Explanation.Count;
import io.idlegrid.coordinator.flow.Explanation.DeviceVetoes;
import java.util.List;

/**
 * Which devices suit a need now.
 *
 * @param picks those that could take it, the best first
 * @param vetoes reasons of the others, counted
 * @param refused the others
 */
public record Selection(List<Pick> picks, List<Count> vetoes, List<DeviceVetoes> refused) {

  public Selection {
    picks = List.copyOf(picks);
    vetoes = List.copyOf(vetoes);
    refused = List.copyOf(refused);
  }
}
