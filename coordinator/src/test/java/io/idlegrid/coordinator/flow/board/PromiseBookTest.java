package io.idlegrid.coordinator.flow.board;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.LeaseNumber;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.promise.Promise;
import io.idlegrid.coordinator.domain.promise.Promise.Fate;
import io.idlegrid.coordinator.flow.port.ForecastSource.Load;
import io.idlegrid.coordinator.given.GivenJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A promise is kept only when somebody looked. */
class PromiseBookTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final JobId JOB = new GivenJob(1).at(START).id();
  private static final AttemptId ATTEMPT = new AttemptId(new UnitId(JOB, 0), new LeaseNumber(1, 1));

  private final PromiseBook book = new PromiseBook();

  @Test
  void whatWasSeenToHoldIsKept() {
    promise(Duration.ofMinutes(5));
    see(0, 10, 3);

    assertEquals(Fate.KEPT, endAfter(10_500));
  }

  @Test
  void aLoadThatLeavesTooLittleBreaksIt() {
    promise(Duration.ofMinutes(5));
    see(0, 4, 3);
    see(4, 6, 60);

    assertEquals(Fate.BROKEN, endAfter(6_000));
  }

  @Test
  void anAttemptThatEndsBeforeAnythingWasSeenProvesNothing() {
    promise(Duration.ofMinutes(5));
    // What the owner did just then lies partly before the promise.
    seen(-1_500, 500, 100);

    assertEquals(Fate.UNSEEN, endAfter(700));
  }

  @Test
  void halfOfTheTimeMustHaveBeenSeen() {
    promise(Duration.ofMinutes(5));
    see(0, 2, 3);

    assertEquals(Fate.UNSEEN, endAfter(4_500));
  }

  @Test
  void anOwnerOutOfSightForLongProvesNothing() {
    promise(Duration.ofMinutes(5));
    see(0, 60, 3);
    see(68, 120, 3);

    assertEquals(Fate.UNSEEN, endAfter(120_000));
  }

  private void promise(Duration span) {
    book.promised(new Promise(START, span, 75, .01), List.of(ATTEMPT));
  }

  /** Means of two seconds each. */
  private void see(int fromSecond, int toSecond, double percent) {
    for (int at = fromSecond; at < toSecond; at += 2) {
      seen(at * 1_000L, at * 1_000L + 2_000, percent);
    }
  }

  private void seen(long fromMillis, long toMillis, double percent) {
    Duration span = Duration.ofMillis(toMillis - fromMillis);
    book.saw(List.of(new Load(START.plusMillis(toMillis), span, percent, 0, Double.NaN)));
  }

  private Fate endAfter(long millis) {
    book.ended(ATTEMPT);
    return book.settle(START.plusMillis(millis)).get(0).fate();
  }
}
