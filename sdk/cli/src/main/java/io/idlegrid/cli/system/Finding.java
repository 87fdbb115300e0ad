package io.idlegrid.cli.system;

import java.util.Locale;

/**
 * What a check found.
 *
 * @param detail what was seen
 * @param hint what would help; empty when all is well
 */
record Finding(String check, Verdict verdict, String detail, String hint) {

  /** How it is. A warning matters only to devices that lend. */
  enum Verdict {
    OK,
    WARNING,
    FAILED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding ok(String check, String detail) {
    return new Finding(check, Verdict.OK, detail, "");
  }

  static Finding warning(String check, String detail, String hint) {
    return new Finding(check, Verdict.WARNING, detail, hint);
  }

  static Finding failed(String check, String detail, String hint) {
    return new Finding(check, Verdict.FAILED, detail, hint);
  }
}
