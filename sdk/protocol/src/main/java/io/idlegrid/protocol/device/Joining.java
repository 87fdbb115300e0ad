package io.idlegrid.protocol.device;

import java.time.Instant;

/** How a device joins. */
public final class Joining {

  private Joining() {}

  /**
   * Asks to join.
   *
   * @param code a join code
   * @param name what the owner calls the device
   */
  public record Request(String code, String name) {}

  /**
   * The device's identity.
   *
   * @param key secret that the device shows from now on; told only once
   */
  public record Answer(String deviceId, String key) {}

  /**
   * Asks for a join code.
   *
   * @param uses how many devices may join with it, 1 to 10,000
   * @param hours how long it is valid, 1 to 8,760
   */
  public record InvitationRequest(int uses, int hours) {}

  /** A join code; told only once. */
  public record Invitation(String code, int uses, Instant expiresAt) {}
}
