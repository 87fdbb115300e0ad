package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.service.ServiceState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A replica of a service, to be shown.
 *
 * @param state as of a unit
 * @param running where it runs; empty while no device has it
 */
public record ReplicaView(long index, String state, Optional<Running> running) {

  /** An attempt at a replica. */
  public record Running(
      String device, String phase, Duration active, List<ServiceState> services) {}
}
