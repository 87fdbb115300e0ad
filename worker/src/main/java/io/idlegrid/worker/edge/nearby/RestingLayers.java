package io.idlegrid.worker.edge.nearby;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Layers that nobody need ask a registry for, for a while. */
final class RestingLayers {

  private static final int MOST = 1_000;

  private final Map<String, Instant> untilByKey = new LinkedHashMap<>();
  private final Clock clock;

  RestingLayers(Clock clock) {
    this.clock = clock;
  }

  synchronized void rest(String key, Duration length) {
    untilByKey.remove(key);
    untilByKey.put(key, clock.instant().plus(length));
    if (untilByKey.size() > MOST) {
      untilByKey.remove(untilByKey.keySet().iterator().next());
    }
  }

  synchronized boolean isResting(String key) {
    Instant until = untilByKey.get(key);
    return until != null && clock.instant().isBefore(until);
  }

  synchronized void wake(Collection<String> keys) {
    untilByKey.keySet().removeAll(keys);
  }
}
