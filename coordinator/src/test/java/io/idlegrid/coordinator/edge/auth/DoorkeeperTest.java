package io.idlegrid.coordinator.edge.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.edge.commit.Durably;
import io.idlegrid.coordinator.edge.memory.InMemoryGridStore;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.port.CommitLog.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What time does to secrets; the rest is tested over HTTP. */
class DoorkeeperTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final InMemoryGridStore store = new InMemoryGridStore();
  private final Doorkeeper doorkeeper =
      new Doorkeeper(
          store,
          new Durably(
              commit ->
                  CompletableFuture.completedFuture(
                      store.commit(List.of(commit)).get(0).map(Fate::broken).orElse(Fate.DURABLE))),
          new Secrets());

  @Test
  void aTokenOpensTheDoorUntilItExpires() {
    doorkeeper.addAccount("me", List.of("viewer"), NOW);
    String secret = doorkeeper.addToken("me", "x", Optional.of(Duration.ofDays(1)), NOW).secret();

    assertTrue(shows(secret, NOW.plus(Duration.ofHours(23))));
    assertFalse(shows(secret, NOW.plus(Duration.ofDays(1))));
  }

  private boolean shows(String secret, Instant at) {
    return doorkeeper.whoShows("Bearer " + secret, at).isPresent();
  }

  @Test
  void aJoinCodeExpires() {
    String code = doorkeeper.invite("me", 5, Duration.ofHours(1), NOW).code();

    RefusedException refused =
        assertThrows(
            RefusedException.class,
            () -> doorkeeper.join(code, "cam", NOW.plus(Duration.ofHours(1))));

    assertEquals("join.expired", refused.code());
    assertEquals("cam", doorkeeper.join(code, "cam", NOW).device().name());
  }

  @Test
  void theSetupSecretIsNoToken() {
    String secret = doorkeeper.offerSetup(NOW).orElseThrow();

    assertFalse(shows(secret, NOW));
    doorkeeper.setUp(secret, "admin", NOW);
    assertThrows(RefusedException.class, () -> doorkeeper.setUp(secret, "second", NOW));
    assertTrue(doorkeeper.offerSetup(NOW).isEmpty());
  }
}
