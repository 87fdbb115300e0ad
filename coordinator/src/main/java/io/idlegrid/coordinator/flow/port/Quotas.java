package io.idlegrid.coordinator.flow.port;

import java.util.OptionalLong;

/** What accounts may use at most. Asked by the grid loop; answers at once. */
@FunctionalInterface
public interface Quotas {

  /** Units of all jobs of an account that may be under way at the same time. */
  OptionalLong runningUnits(String account);

  /** No limits. */
  Quotas NONE = account -> OptionalLong.empty();
}
