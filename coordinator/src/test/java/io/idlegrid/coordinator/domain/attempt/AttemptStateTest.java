package io.idlegrid.coordinator.domain.attempt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptStateTest {

  private static final Map<String, Function<AttemptState, AttemptMove>> EVENTS =
      new LinkedHashMap<>();

  static {
    EVENTS.put("leaseAccepted", AttemptState::leaseAccepted);
    EVENTS.put("renewed", AttemptState::renewed);
    EVENTS.put("resultReported", AttemptState::resultReported);
    EVENTS.put("failed", AttemptState::failed);
    EVENTS.put("returned", AttemptState::returned);
    EVENTS.put("leaseExpired", AttemptState::leaseExpired);
    EVENTS.put("cancelled", AttemptState::cancelled);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OFFERED   | leaseAccepted  | LEASED",
        "OFFERED   | renewed        | LEASED, extend lease",
        "OFFERED   | resultReported | REPORTED, check quorum",
        "OFFERED   | failed         | REPORTED, count failure, unit ready",
        "OFFERED   | returned       | REPORTED, unit ready",
        "OFFERED   | leaseExpired   | EXPIRED, unit ready",
        "OFFERED   | cancelled      | CANCELLED, revoke",
        "LEASED    | leaseAccepted  | stale",
        "LEASED    | renewed        | LEASED, extend lease",
        "LEASED    | resultReported | REPORTED, check quorum",
        "LEASED    | failed         | REPORTED, count failure, unit ready",
        "LEASED    | returned       | REPORTED, unit ready",
        "LEASED    | leaseExpired   | EXPIRED, unit ready",
        "LEASED    | cancelled      | CANCELLED, revoke",
        "REPORTED  | leaseAccepted  | refused, revoke",
        "REPORTED  | renewed        | refused, revoke",
        "REPORTED  | resultReported | stale",
        "REPORTED  | failed         | stale",
        "REPORTED  | returned       | stale",
        "REPORTED  | leaseExpired   | stale",
        "REPORTED  | cancelled      | stale",
        "EXPIRED   | leaseAccepted  | refused, revoke",
        "EXPIRED   | renewed        | refused, revoke",
        "EXPIRED   | resultReported | REPORTED, check quorum",
        "EXPIRED   | failed         | REPORTED, count failure",
        "EXPIRED   | returned       | REPORTED",
        "EXPIRED   | leaseExpired   | stale",
        "EXPIRED   | cancelled      | stale",
        "CANCELLED | leaseAccepted  | refused, revoke",
        "CANCELLED | renewed        | refused, revoke",
        "CANCELLED | resultReported | refused",
        "CANCELLED | failed         | refused",
        "CANCELLED | returned       | refused",
        "CANCELLED | leaseExpired   | stale",
        "CANCELLED | cancelled      | stale",
      })
  void answersEveryEventInEveryState(AttemptState state, String event, String expected) {
    AttemptMove move = Objects.requireNonNull(EVENTS.get(event)).apply(state);

    assertEquals(expected, words(move));
  }

  /** A move in words, as it stands in the table above. */
  static String words(AttemptMove move) {
    String answer = move.state().map(Enum::name).orElse(move.isRefused() ? "refused" : "stale");
    return move.effects().isEmpty()
        ? answer
        : answer
            + ", "
            + new TreeSet<>(move.effects())
                .stream()
                    .map(effect -> effect.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .collect(Collectors.joining(", "));
  }
}
