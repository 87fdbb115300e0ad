package io.idlegrid.worker.edge.image;

import java.io.IOException;

/** Why an image is not to be had on this device, also in a word to count by. */
final class ImageRefusal extends IOException {

  private static final long serialVersionUID = 1;

  private final String reason;

  /**
   * @param reason one of the words of {@link io.idlegrid.protocol.image.ImageState}
   */
  ImageRefusal(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  ImageRefusal(String reason, String message, Exception cause) {
    super(message, cause);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
