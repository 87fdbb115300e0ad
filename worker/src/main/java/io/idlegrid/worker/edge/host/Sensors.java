package io.idlegrid.worker.edge.host;

import io.idlegrid.worker.domain.availability.HostState.Battery;
import java.util.Optional;
import java.util.OptionalDouble;

/** What is measured beside load. Empty means unknown, never fine. */
public interface Sensors {

  /** Of the hottest sensor, in °C. */
  OptionalDouble celsius();

  Optional<Battery> battery();
}
