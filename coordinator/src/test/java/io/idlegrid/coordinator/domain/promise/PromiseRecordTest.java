package io.idlegrid.coordinator.domain.promise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromiseRecordTest {

  private static final Instant MONDAY = Instant.parse("2026-03-02T08:00:00Z");
  private static final PromiseTally KEPT = PromiseTally.NONE.with(Promise.Fate.KEPT, .01, false);

  @Test
  void aRecordIsBoundedAndShowsAWeek() {
    PromiseRecord record = PromiseRecord.EMPTY;
    for (int hour = 0; hour < 24 * 40; hour++) {
      record = record.counting(MONDAY.plus(Duration.ofHours(hour)), KEPT);
    }

    assertEquals(PromiseRecord.DAYS, record.days().size());
    Instant midnight = record.days().get(record.days().size() - 1).start();
    assertEquals(24 * 7, record.lately(midnight.plus(Duration.ofHours(1))).promises() + 16);
    assertEquals(0, record.lately(midnight.plus(Duration.ofDays(8))).promises());
  }

  @Test
  void aClockSetBackLosesNothing() {
    PromiseRecord record =
        PromiseRecord.EMPTY.counting(MONDAY, KEPT).counting(MONDAY.minus(Duration.ofDays(2)), KEPT);

    assertEquals(2, record.lately(MONDAY).promises());
  }

  @Test
  void whatWasUnseenIsNeitherKeptNorBroken() {
    PromiseTally tally =
        PromiseTally.NONE
            .with(Promise.Fate.UNSEEN, .01, true)
            .with(Promise.Fate.BROKEN, .02, true)
            .with(Promise.Fate.KEPT, .02, false);

    assertEquals(2, tally.promises());
    assertEquals(.5, tally.conflictRate());
    assertEquals(.02, tally.promisedRate(), 1e-12);
    assertEquals(1, tally.frozen());
    assertEquals(1, tally.unseen());
  }

  @Test
  void peaksAreHeldAgainstEachQuantile() {
    PromiseTally tally =
        PromiseTally.NONE
            .with(List.of(5.0, 10.0, 20.0, 50.0), 15)
            .with(List.of(5.0, 9.0, 9.5, 10.0), 60);

    assertEquals(
        List.of(0.0, 0.0, .5, .5),
        List.of(tally.coverage(0), tally.coverage(1), tally.coverage(2), tally.coverage(3)));
  }
}
