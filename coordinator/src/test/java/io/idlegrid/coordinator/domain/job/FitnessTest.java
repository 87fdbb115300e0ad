package io.idlegrid.coordinator.domain.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FitnessTest {

  private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
  private static final DeviceId FIRST = new DeviceId("d-00000001");
  private static final DeviceId SECOND = new DeviceId("d-00000002");

  @Test
  void aDeviceIsAskedAgainAfterAWhileThatGrows() {
    Fitness once = Fitness.UNTRIED.refused(FIRST, "no image", NOW);
    assertEquals(Optional.of("no image"), once.refusal(FIRST, NOW.plusSeconds(59)));
    assertEquals(Optional.empty(), once.refusal(FIRST, NOW.plusSeconds(60)));
    assertEquals(Optional.empty(), once.refusal(SECOND, NOW));

    Fitness twice = once.refused(FIRST, "no image", NOW.plusSeconds(60));
    assertEquals(Optional.of("no image"), twice.refusal(FIRST, NOW.plusSeconds(179)));
  }

  @Test
  void attemptsOfOneRoundAreOneRefusal() {
    Fitness fitness = Fitness.UNTRIED;
    for (int i = 0; i < 100; i++) {
      fitness = fitness.refused(FIRST, "no image", NOW);
    }

    assertEquals(
        List.of(1), fitness.refusals().values().stream().map(Fitness.Refusal::times).toList());
    assertEquals(Optional.empty(), fitness.hopeless(List.of(FIRST)));
  }

  @Test
  void aJobIsGivenUpWhenNobodyElseIsLeft() {
    Fitness fitness = Fitness.UNTRIED;
    Instant at = NOW;
    for (int i = 0; i < Fitness.TRIES; i++) {
      fitness = fitness.refused(FIRST, "no image", at);
      at = at.plus(Duration.ofHours(1));
    }

    assertEquals(Optional.empty(), fitness.hopeless(List.of(FIRST, SECOND)));
    assertEquals(Optional.empty(), fitness.hopeless(List.of()));
    assertEquals(
        Optional.of("no device can start it; d-00000001 says: no image"),
        fitness.hopeless(List.of(FIRST)));
    assertEquals(Optional.empty(), fitness.started(FIRST).hopeless(List.of(FIRST)));
  }
}
