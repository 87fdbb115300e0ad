package io.idlegrid.image.archive;

import java.io.IOException;

/** An archive that is not taken in, why, and where in it. */
public final class ImageException extends IOException {

  private static final long serialVersionUID = 1;

  private final String code;
  private final String place;
  private final String hint;

  ImageException(String code, String place, String message, String hint) {
    super(message);
    this.code = code;
    this.place = place;
    this.hint = hint;
  }

  /** Stable, dotted: {@code image.digest}, {@code image.layer-missing}, {@code image.path}, … */
  public String code() {
    return code;
  }

  /** Path within the archive, and within its layer. */
  public String place() {
    return place;
  }

  /** What would help. */
  public String hint() {
    return hint;
  }
}
