package io.idlegrid.coordinator.edge.registry;

import java.io.IOException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Skips loudly where a program is missing, or fails where IDLEGRID_TEST_STRICT=1. */
final class NeedsOfRegistries {

  private NeedsOfRegistries() {}

  static boolean isThere(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  static void that(boolean there, String what) {
    if (there) {
      return;
    }
    String message = "NOT TESTED: " + what;
    if ("1".equals(System.getenv("IDLEGRID_TEST_STRICT"))) {
      Assertions.fail(message + " (IDLEGRID_TEST_STRICT=1)");
    }
    System.err.println("\n##### " + message + " #####\n");
    Assumptions.abort(message);
  }
}
