package io.idlegrid.archive;

import java.io.IOException;

/** An archive that is not unpacked, and why. */
public final class ArchiveException extends IOException {

  private static final long serialVersionUID = 1;

  private final String code;
  private final String hint;

  ArchiveException(String code, String message, String hint) {
    super(message);
    this.code = code;
    this.hint = hint;
  }

  ArchiveException(String code, String message, String hint, IOException cause) {
    super(message, cause);
    this.code = code;
    this.hint = hint;
  }

  /** Stable, dotted: {@code archive.path}, {@code archive.link}, {@code archive.bomb}, … */
  public String code() {
    return code;
  }

  /** What would help. */
  public String hint() {
    return hint;
  }
}
