package io.idlegrid.inference;

/** One picture cannot be read. */
final class UnreadableException extends Exception {

  private static final long serialVersionUID = 1;

  UnreadableException(String message) {
    super(message);
  }
}
