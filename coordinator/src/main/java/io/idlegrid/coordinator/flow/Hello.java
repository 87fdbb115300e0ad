package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts;
import java.util.List;

/** What a device says when it connects. */
public record Hello(DeviceFacts facts, List<Held> held) {

  public Hello {
    held = List.copyOf(held);
  }

  /**
   * An attempt that the device still holds.
   *
   * @param seal from its grant
   * @param isFinished whether its outcome only waits to be reported
   */
  public record Held(AttemptId attempt, String seal, boolean isFinished) {}
}
