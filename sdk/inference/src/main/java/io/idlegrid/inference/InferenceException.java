package io.idlegrid.inference;

/** The unit cannot be done, for a reason that its submitter should hear. */
final class InferenceException extends Exception {

  private static final long serialVersionUID = 1;

  private final String code;
  private final String hint;

  InferenceException(String code, String message, String hint) {
    super(message);
    this.code = code;
    this.hint = hint;
  }

  /** Whether the command line is at fault. */
  boolean isUsage() {
    return code.equals("inference.usage");
  }

  /** For the end of the unit's log. */
  String report() {
    return "%s: %s%nhint: %s".formatted(code, getMessage(), hint);
  }
}
