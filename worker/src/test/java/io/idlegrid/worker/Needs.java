package io.idlegrid.worker;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The one way in which a test does without the real thing: it skips and says so loudly, or fails
 * where {@code IDLEGRID_TEST_STRICT=1}.
 */
public final class Needs {

  private Needs() {}

  public static void that(boolean there, String what) {
    if (!there && "1".equals(System.getenv("IDLEGRID_TEST_STRICT"))) {
      Assertions.fail("NOT TESTED: " + what + " (IDLEGRID_TEST_STRICT=1)");
    }
    ofTheDevice(there, what);
  }

  /** Likewise of what nobody can install: it is skipped in any case. */
  public static void ofTheDevice(boolean there, String what) {
    if (!there) {
      String message = "NOT TESTED: " + what;
      System.err.println("\n##### " + message + " #####\n");
      Assumptions.abort(message);
    }
  }
}
