package io.idlegrid.protocol.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How far a device is with an image.
 *
 * @param digest of the image's index; its beginning for who may not read the image
 * @param state {@code here}, {@code fetching}, {@code waiting} or {@code refused}
 * @param detail why it waits or was refused, in words; empty otherwise
 * @param done bytes fetched
 * @param total bytes to fetch; 0 while unknown
 * @param reason why it waits or was refused, in a word to count by; absent otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageState(
    String digest, String state, String detail, long done, long total, @Nullable String reason) {

  public static final String HERE = "here";
  public static final String FETCHING = "fetching";
  public static final String WAITING = "waiting";
  public static final String REFUSED = "refused";

  /** The image is for other machines. */
  public static final String ARCHITECTURE = "architecture";

  /** Nothing here runs images, or what does took this one not. */
  public static final String ENGINE = "engine";

  /** There is no room, or the owner lends none. */
  public static final String DISK = "disk";

  /** The owner does not want it. */
  public static final String OWNER = "owner";

  /** The owner uses the device. */
  public static final String BUSY = "busy";

  /** Its parts do not come. */
  public static final String LINK = "link";

  /** One that is as it should be, or about to be. */
  public static ImageState of(String digest, String state, long done, long total) {
    return new ImageState(digest, state, "", done, total, null);
  }
}
