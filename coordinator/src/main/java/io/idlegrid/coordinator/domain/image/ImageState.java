package io.idlegrid.coordinator.domain.image;

/**
 * How far a device is with an image, as it says.
 *
 * @param digest of the image's index
 * @param detail why it waits or refuses
 * @param done bytes fetched
 * @param total bytes to fetch; 0 while unknown
 */
public record ImageState(String digest, Phase phase, String detail, long done, long total) {

  /** What a device does about an image. */
  public enum Phase {
    HERE,
    FETCHING,
    WAITING,
    REFUSED
  }
}
