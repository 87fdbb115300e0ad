package io.idlegrid.coordinator.domain.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuessesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, 0", "1, 0", "4, 0", "5, 2", "6, 4", "7, 8", "10, 64", "13, 512", "14, 900", "99, 900"
  })
  void eachFurtherGuessDoublesTheWait(int failures, long seconds) {
    assertEquals(Duration.ofSeconds(seconds), failed(failures).waitAt(NOW));
  }

  @Test
  void theWaitEnds() {
    Guesses guesses = failed(5);

    assertEquals(Duration.ofSeconds(1), guesses.waitAt(NOW.plusSeconds(1)));
    assertEquals(Duration.ZERO, guesses.waitAt(NOW.plusSeconds(2)));
  }

  @Test
  void anHourWithoutAGuessForgets() {
    Guesses later = failed(20).failedAt(NOW.plus(Duration.ofMinutes(61)));

    assertEquals(1, later.failures());
    assertTrue(later.waitAt(later.last()).isZero());
  }

  private static Guesses failed(int times) {
    Guesses guesses = Guesses.NONE;
    for (int i = 0; i < times; i++) {
      guesses = guesses.failedAt(NOW);
    }
    return guesses;
  }
}
