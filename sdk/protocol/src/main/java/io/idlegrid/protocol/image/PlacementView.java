package io.idlegrid.protocol.image;

import java.util.List;

/**
 * Where an image is to be, and how far that is.
 *
 * @param digest that the devices are to have
 */
public record PlacementView(String name, String digest, List<OnDevice> devices) {

  /** The devices that are to have it, by id or name; replaces those that were to. */
  public record Request(List<String> devices) {}

  /**
   * One device.
   *
   * @param state {@code here}, {@code fetching}, {@code waiting} or {@code refused}
   * @param reason a word to count by: {@code architecture}, {@code engine}, {@code disk}, {@code
   *     owner}, {@code busy}, {@code link}, {@code offline}, {@code device}; empty when it has the
   *     image, fetches it, or is about to
   * @param detail in words
   * @param done bytes fetched
   * @param total bytes to fetch; 0 while unknown
   */
  public record OnDevice(
      String id, String name, String state, String reason, String detail, long done, long total) {}
}
