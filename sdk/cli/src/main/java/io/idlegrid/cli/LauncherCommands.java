package io.idlegrid.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** The commands that the launcher script runs in Java machines of their own. */
final class LauncherCommands {

  private static final Map<String, String> PURPOSES = new LinkedHashMap<>();

  static {
    PURPOSES.put("coordinator", "Run a coordinator: takes jobs in, hands units to idle devices.");
    PURPOSES.put("worker", "Lend this device: worker --coordinator URL --join CODE.");
    PURPOSES.put(
        "owner", "The owner's say, on the device itself: owner status | pause 2h | policy.");
    PURPOSES.put("forecast", "Run the predictor: forecast backtest | bench | compare | memory.");
    PURPOSES.put(
        "bench", "Measure the worker on this machine: bench harvest | footprint | images.");
    PURPOSES.put("build", "Build what is missing.");
    PURPOSES.put("test", "Install what the tests need where it can, then run them all.");
  }

  private LauncherCommands() {}

  static boolean isOne(String name) {
    return PURPOSES.containsKey(name);
  }

  static Iterable<String> names() {
    return PURPOSES.keySet();
  }

  static String purpose(String name) {
    return PURPOSES.getOrDefault(name, "");
  }
}
