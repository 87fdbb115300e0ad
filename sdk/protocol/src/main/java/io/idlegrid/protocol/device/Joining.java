package io.idlegrid.protocol.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
   * @param pending whether somebody has to approve the device before it gets anything
   */
  public record Answer(String deviceId, String key, boolean pending) {}

  /**
   * Asks for a join code.
   *
   * @param uses how many devices may join with it, 1 to 10,000
   * @param hours how long it is valid, 1 to 8,760
   * @param approval whether somebody has to approve each device; absent for no
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record InvitationRequest(int uses, int hours, @Nullable Boolean approval) {}

  /** A join code; told only once. */
  public record Invitation(String code, int uses, Instant expiresAt) {}

  /**
   * A join code that was made, without the code.
   *
   * @param id start of its hash, enough to name it
   * @param owner account that the devices will belong to
   * @param usesLeft devices that may still join with it
   * @param approval whether somebody has to approve each device
   */
  public record InvitationView(
      String id, String owner, int usesLeft, Instant expiresAt, boolean approval) {}

  /** Join codes that were made and not used up. */
  public record InvitationListing(List<InvitationView> items) {}
}
