package io.idlegrid.protocol.device;

import java.time.Instant;
import java.util.List;

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

  /**
   * A join code that was made, without the code.
   *
   * @param id start of its hash, enough to name it
   * @param owner account that the devices will belong to
   * @param usesLeft devices that may still join with it
   */
  public record InvitationView(String id, String owner, int usesLeft, Instant expiresAt) {}

  /** Join codes that were made and not used up. */
  public record InvitationListing(List<InvitationView> items) {}
}
