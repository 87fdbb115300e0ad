package io.idlegrid.protocol.image;

/**
 * How far a device is with an image.
 *
 * @param digest of the image's index; its beginning for who may not read the image
 * @param state {@code here}, {@code fetching}, {@code waiting} or {@code refused}
 * @param detail why it waits or was refused, in words; empty otherwise
 * @param done bytes fetched
 * @param total bytes to fetch; 0 while unknown
 */
public record ImageState(String digest, String state, String detail, long done, long total) {

  public static final String HERE = "here";
  public static final String FETCHING = "fetching";
  public static final String WAITING = "waiting";
  public static final String REFUSED = "refused";
}
