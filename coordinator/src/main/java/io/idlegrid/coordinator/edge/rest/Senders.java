package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.edge.auth.Caller;
import io.idlegrid.coordinator.flow.RefusedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Who is sending how many requests with a body at the moment. Each keeps one of the server's 250
 * threads until it is all there, however slowly it comes: nobody may keep them all.
 */
final class Senders {

  private static final int MOST_EACH = 64;

  /** Of one address. */
  private static final int MOST_STRANGERS_EACH = 32;

  private static final int MOST_STRANGERS = 96;
  private static final String STRANGERS = "strangers";

  private final Map<String, Integer> open = new HashMap<>();

  /** Takes a place, or refuses; to be given back by the same name. */
  synchronized String take(Caller caller, String address) {
    String name = name(caller, address);
    boolean isStranger = caller instanceof Caller.Anyone;
    int most = isStranger ? MOST_STRANGERS_EACH : MOST_EACH;
    boolean isFull =
        open.getOrDefault(name, 0) >= most
            || (isStranger && open.getOrDefault(STRANGERS, 0) >= MOST_STRANGERS);
    if (isFull) {
      throw RefusedException.tooMany(
          "request.too-many",
          "too many requests are being sent at the same time",
          "send fewer at once, or try again in a few seconds",
          Duration.ofSeconds(3));
    }
    open.merge(name, 1, Integer::sum);
    if (isStranger) {
      open.merge(STRANGERS, 1, Integer::sum);
    }
    return name;
  }

  synchronized void giveBack(String name) {
    less(name);
    if (name.startsWith("address ")) {
      less(STRANGERS);
    }
  }

  private void less(String name) {
    open.computeIfPresent(name, (key, count) -> count > 1 ? count - 1 : null);
  }

  private static String name(Caller caller, String address) {
    if (caller instanceof Caller.User user) {
      return "account " + user.account().name();
    }
    return caller instanceof Caller.Worker worker
        ? "device " + worker.device().id().value()
        : "address " + address;
  }
}
