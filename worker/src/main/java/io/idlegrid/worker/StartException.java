package io.idlegrid.worker;

/** The worker cannot start, for a reason that its owner can mend; the message says how. */
final class StartException extends Exception {

  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int NOT_ALLOWED = 3;
  static final int UNREACHABLE = 6;

  private static final long serialVersionUID = 1;

  private final int exitCode;

  StartException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
