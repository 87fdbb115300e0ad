package io.idlegrid.coordinator.domain.image;

/**
 * How far a device is with an image, as it says.
 *
 * @param digest of the image's index
 * @param detail why it waits or refuses
 * @param done bytes fetched
 * @param total bytes to fetch; 0 while unknown
 * @param reason why it waits or refuses
 */
public record ImageState(
    String digest, Phase phase, String detail, long done, long total, Reason reason) {

  /** What a device does about an image. */
  public enum Phase {
    HERE,
    FETCHING,
    WAITING,
    REFUSED
  }

  /** Why a device has not what it is to have. */
  public enum Reason {
    /** There is nothing in the way. */
    NONE,
    ARCHITECTURE,
    ENGINE,
    DISK,
    OWNER,
    BUSY,
    LINK,
    OFFLINE,
    /** Something else, which the detail tells. */
    DEVICE
  }
}
