package io.idlegrid.worker.edge.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.worker.domain.harm.HarmDay;
import io.idlegrid.worker.domain.harm.HarmOfAttempt;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HarmKeeperTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);
  private static final HarmOfAttempt ATTEMPT =
      new HarmOfAttempt("j-1/0.1", "count", "alice", Instant.EPOCH, 0, 0, 0, 0);

  @TempDir Path folder;
  private List<HarmOfAttempt> stopped = List.of();

  @Test
  void anAttemptThatWasStoppedBeforeAnybodyLookedIsInTheAccount() throws IOException {
    HarmKeeper keeper = keeper();
    stopped = List.of(ATTEMPT);

    keeper.suspended(Duration.ofMillis(70));
    keeper.falselyAlarmed();

    assertEquals(List.of(new HarmDay(TODAY, 1, 1, 70, 0, 0, 0, 0, 0)), keeper.ledger().days());
    assertEquals(
        List.of(new HarmOfAttempt("j-1/0.1", "count", "alice", Instant.EPOCH, 1, 70, 0, 0)),
        keeper.ledger().attempts());
  }

  @Test
  void whereNothingRanNobodyWasInTheWay() throws IOException {
    HarmKeeper keeper = keeper();

    keeper.suspended(Duration.ofMillis(70));
    keeper.falselyAlarmed();

    assertEquals(List.of(), keeper.ledger().days());
  }

  private HarmKeeper keeper() throws IOException {
    return new HarmKeeper(folder.resolve("harm.json"), OwnerJson.mapper(), CLOCK, () -> stopped);
  }
}
