package io.idlegrid.predictor.stored;

import java.io.Serial;

/**
 * Stored bytes that cannot be trusted: damaged, cut off, of another kind, or of an unknown version.
 * The state has to be rebuilt; no part of it is used.
 */
public final class CorruptStateException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public CorruptStateException(String message) {
    super(message);
  }

  public CorruptStateException(String message, Throwable cause) {
    super(message, cause);
  }
}
