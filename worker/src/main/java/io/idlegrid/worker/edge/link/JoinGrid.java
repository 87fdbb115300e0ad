package io.idlegrid.worker.edge.link;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.protocol.device.Joining;
import io.idlegrid.protocol.trust.CoordinatorTrust;
import java.io.IOException;

/** Makes this device known to a coordinator, once. */
public final class JoinGrid {

  private final CoordinatorUrl coordinator;
  private final ObjectMapper json;

  public JoinGrid(CoordinatorUrl coordinator, ObjectMapper json) {
    this.coordinator = coordinator;
    this.json = json;
  }

  /**
   * Joins.
   *
   * @param code a join code that the coordinator handed out
   * @param name what the device is called in the grid
   * @throws RefusedByCoordinator when the code is wrong, used up or expired
   */
  public Identity join(String code, String name) throws IOException {
    Joining.Answer answer =
        new Http(coordinator, "", json, Pace.FREE)
            .post("api/v1/devices/join", new Joining.Request(code, name), Joining.Answer.class);
    return new Identity(
        coordinator.base().toString(),
        answer.deviceId(),
        answer.key(),
        coordinator.trust().map(CoordinatorTrust::text).orElse(null),
        Identity.hash(code),
        null);
  }
}
