package io.idlegrid.worker.bench;

import java.util.ArrayList;
import java.util.List;

/** Notes when work stands still. May be used by several threads. */
final class Stops {

  private final List<Stop> all = new ArrayList<>();
  private long begun = -1;
  private String why = "";

  synchronized void noted(boolean isStopped, String reason) {
    long now = System.nanoTime();
    if (isStopped && begun < 0) {
      begun = now;
      why = reason;
    } else if (!isStopped && begun >= 0) {
      all.add(new Stop(begun, now, why));
      begun = -1;
    }
  }

  synchronized List<Stop> all() {
    List<Stop> known = new ArrayList<>(all);
    if (begun >= 0) {
      known.add(new Stop(begun, Long.MAX_VALUE, why));
    }
    return known;
  }
}
