package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.Guesses;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.Supplier;

/**
 * Slows guessing down, per address and per account. An address from which the account's holder
 * signed in before has a count of its own: strangers who guess lock strangers out, not the holder.
 * A guess is counted before it is looked at, so that many at once gain nothing.
 */
final class GuessBook {

  /** Bounds memory; whoever drops out was not heard of for as many others. */
  private static final int MOST = 20_000;

  private static final String NO_NAME = "-";

  private final Map<String, Guesses> byKey =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Entry<String, Guesses> eldest) {
          return size() > MOST;
        }
      };

  /** What a guess counts for. What cannot be a name counts as one: it may be of any length. */
  static List<String> keys(String account, String address, boolean isKnownThere) {
    String network = network(address);
    String name = Account.isValidName(account) ? account : NO_NAME;
    return isKnownThere
        ? List.of("known " + name + " " + network)
        : List.of("account " + name, "address " + network);
  }

  /** What a guess at a secret that we made counts for; it is known only afterwards whose it is. */
  static List<String> secretKeys(String address) {
    return List.of("secret " + network(address));
  }

  /** What coming back from a provider counts for: each makes this coordinator ask it. */
  static List<String> identityKeys(String address) {
    return List.of("openid " + network(address));
  }

  /**
   * Counts a guess, then looks.
   *
   * @param look throws when the guess is wrong
   */
  <T> T count(List<String> keys, Instant now, Supplier<T> look) {
    begin(keys, now);
    try {
      T found = look.get();
      succeeded(keys);
      return found;
    } catch (RefusedException e) {
      if (e.kind() == Kind.UNAVAILABLE) {
        takeBack(keys);
      }
      throw e;
    }
  }

  /** Counts a guess, or refuses to look at it. */
  synchronized void begin(List<String> keys, Instant now) {
    Duration wait = Duration.ZERO;
    for (String key : keys) {
      Duration each = byKey.getOrDefault(key, Guesses.NONE).waitAt(now);
      wait = each.compareTo(wait) > 0 ? each : wait;
    }
    if (!wait.isZero()) {
      throw RefusedException.tooMany(
              "signin.wait",
              "too many wrong guesses: the next is looked at in %d s"
                  .formatted(wait.toSeconds() + 1),
              "wait; or have an administrator make an invitation, or run idlegrid user recover on the"
                  + " coordinator's machine",
              wait.plusSeconds(1))
          .with("wait", wait.toSeconds() + 1);
    }
    keys.forEach(key -> byKey.put(key, byKey.getOrDefault(key, Guesses.NONE).failedAt(now)));
  }

  /** Nobody looked at the guess. */
  private synchronized void takeBack(List<String> keys) {
    keys.forEach(key -> byKey.computeIfPresent(key, (unused, guesses) -> guesses.lessOne()));
  }

  /** The guess was right. */
  synchronized void succeeded(List<String> keys) {
    keys.forEach(byKey::remove);
  }

  /** The account was given a way back: what was guessed before does not count. */
  synchronized void forgive(String account) {
    byKey.remove("account " + account);
    byKey.keySet().removeIf(key -> key.startsWith("known " + account + " "));
  }

  /** An IPv6 network of 64 bits is one customer's; all its addresses count as one. */
  private static String network(String address) {
    if (!address.contains(":")) {
      return address;
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      return HexFormat.of().formatHex(bytes, 0, Math.min(8, bytes.length));
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
