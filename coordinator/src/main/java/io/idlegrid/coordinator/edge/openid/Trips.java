package io.idlegrid.coordinator.edge.openid;

import io.idlegrid.coordinator.edge.auth.Secrets;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Begins trips and ends each once. What is needed for it travels in the browser's cookie, sealed,
 * so that strangers who begin trips fill no memory. A restart ends the trips that are under way.
 */
public final class Trips {

  /** Somebody may have to find a password, and a second factor, on the way. */
  public static final Duration MOST = Duration.ofMinutes(10);

  private static final String ALGORITHM = "HmacSHA256";

  /** Bounds memory. The provider takes a code but once as well. */
  private static final int MOST_ENDED = 20_000;

  private final SecretKeySpec key;
  private final Secrets secrets;
  private final Set<String> ended =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Entry<String, Boolean> eldest) {
              return size() > MOST_ENDED;
            }
          });

  public Trips(Secrets secrets) {
    this.secrets = secrets;
    this.key = new SecretKeySpec(secrets.bytes(32), ALGORITHM);
  }

  /** A trip, and the cookie that proves it. */
  public record Begun(Trip trip, String cookie) {}

  /** Begins a trip. */
  public Begun begin(Optional<String> invitation, Instant now) {
    String secret = HexFormat.of().formatHex(secrets.bytes(32));
    String sealed = secret + "." + now.getEpochSecond() + "." + invitation.orElse("");
    return new Begun(new Trip(secret, invitation), sealed + "." + seal(sealed));
  }

  /**
   * Ends the trip of a cookie.
   *
   * @param state what came back in the address
   */
  public Trip end(@Nullable String cookie, String state, Instant now) {
    Trip trip =
        read(cookie == null ? "" : cookie, now)
            .filter(each -> isSame(each.state(), state))
            .orElseThrow(Trips::unknown);
    synchronized (ended) {
      if (!ended.add(trip.state())) {
        throw unknown();
      }
    }
    return trip;
  }

  private Optional<Trip> read(String cookie, Instant now) {
    String[] parts = cookie.split("\\.", -1);
    int end = cookie.lastIndexOf('.');
    if (parts.length != 4 || !isSame(seal(cookie.substring(0, end)), parts[3])) {
      return Optional.empty();
    }
    Instant begun = Instant.ofEpochSecond(Long.parseLong(parts[1]));
    Optional<String> invitation = Optional.of(parts[2]).filter(each -> !each.isEmpty());
    return now.isBefore(begun.plus(MOST))
        ? Optional.of(new Trip(parts[0], invitation))
        : Optional.empty();
  }

  private static RefusedException unknown() {
    return RefusedException.of(
        Kind.NOT_ALLOWED,
        "openid.state",
        "this browser did not begin this sign-in, ended it already, or took over ten minutes",
        "sign in again from the coordinator's own page, with cookies allowed");
  }

  private static boolean isSame(String expected, String shown) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }

  private String seal(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
    }
  }
}
