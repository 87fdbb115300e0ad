package io.idlegrid.coordinator.edge.openid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.edge.auth.Secrets;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.given.GivenProvider;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Providers that are away or somebody else, settings that make no sense, and trips that end. */
class OpenIdProviderTest {

  private static final URI BACK = URI.create("https://grid.example.org/back");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Trips trips = new Trips(new Secrets());
  private final Trip trip = trips.begin(Optional.empty(), NOW).trip();

  private static void assertUnavailable(OpenIdProvider provider, Trip trip, Instant at) {
    assertEquals(
        "openid.unavailable",
        assertThrows(RefusedException.class, () -> provider.authorization(trip, BACK, at)).code());
  }

  @Test
  void aProviderThatIsAwayIsAskedAgainAfterAWhile() {
    OpenIdSettings settings;
    try (GivenProvider gone = new GivenProvider()) {
      settings = gone.settings(Optional.empty());
    }
    OpenIdProvider provider = new OpenIdProvider(settings);

    assertUnavailable(provider, trip, NOW);
    assertUnavailable(provider, trip, NOW.plusSeconds(1));
  }

  @Test
  void whoeverCallsThemselvesAnotherIsNotTheProvider() {
    try (GivenProvider given = new GivenProvider()) {
      OpenIdSettings settings =
          new OpenIdSettings(
              given.issuer() + "/", "idle grid", Optional.empty(), "x", Optional.empty());

      assertUnavailable(new OpenIdProvider(settings), trip, NOW);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://id.example.org, must begin with https",
    "id.example.org, must begin with https",
    "https://id.example.org/?realm=x, without ? and #",
    "https://id example, is not an address"
  })
  void secretsAreSentToNobodyWhoCannotBeKnown(String issuer, String words) {
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () -> new OpenIdSettings(issuer, "x", Optional.empty(), "x", Optional.empty()))
            .getMessage();

    assertTrue(String.valueOf(said).contains(words), said);
  }

  @Test
  void nobodyBecomesAnOperatorByComingAlong() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new OpenIdSettings(
                "https://id.example.org", "x", Optional.empty(), "x", Optional.of(Role.OPERATOR)));
  }

  @Test
  void aTripThatTakesTooLongIsOver() {
    Trips.Begun begun = trips.begin(Optional.of("igp_x"), NOW);
    String state = begun.trip().state();

    assertEquals(
        "openid.state",
        assertThrows(
                RefusedException.class,
                () -> trips.end(begun.cookie(), state, NOW.plus(Trips.MOST)))
            .code());
    assertEquals(
        Optional.of("igp_x"),
        trips.end(begun.cookie(), state, NOW.plus(Trips.MOST).minusSeconds(1)).invitation());
  }
}
