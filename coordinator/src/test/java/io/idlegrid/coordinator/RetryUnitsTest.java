package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.domain.job.Placement;
import io.idlegrid.coordinator.domain.job.Policy;
import io.idlegrid.coordinator.domain.unit.UnitCounts;
import io.idlegrid.coordinator.flow.JobProgress;
import io.idlegrid.coordinator.flow.MapUnits;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.port.DeviceLinks;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.coordinator.flow.port.Tally;
import io.idlegrid.coordinator.given.GivenDevice;
import io.idlegrid.coordinator.given.GivenGrid;
import io.idlegrid.coordinator.given.GivenJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Units that failed for good are tried again, and what was done stays done. */
class RetryUnitsTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final DeviceId DEVICE = GivenDevice.id(1);
  private static final long UNITS = 4;
  private static final double QUIET = 3;

  private final GivenGrid given = new GivenGrid(START, Tally.NONE, new GivenDevice(1));
  private final Map<Long, DeviceLinks.Granted> granted = new TreeMap<>();

  @BeforeEach
  void itsLoadIsKnown() {
    for (int i = 0; i < 600; i++) {
      given.pass(Map.of(DEVICE, QUIET));
    }
  }

  @Test
  void aFailedJobRunsAgainAndKeepsWhatItDid() {
    Job job = submitted(0);
    end(0, Outcome.Kind.SUCCEEDED);
    AttemptId before = end(1, Outcome.Kind.FAILED);
    assertEquals(JobState.FAILED, progress(job).status().state());
    assertTrue(progress(job).status().results().isPresent());

    assertEquals(1, retry(job).getNow(0L));

    JobProgress again = progress(job);
    assertEquals(JobState.RUNNING, again.status().state());
    assertEquals("", again.status().reason());
    assertEquals(List.of(1L, 0L), List.of(again.done(), again.failed()));
    settle();
    AttemptId after = Objects.requireNonNull(granted.get(1L)).attempt();
    assertTrue(after.lease().epoch() > before.lease().epoch(), before + " " + after);
    assertFalse(granted.containsKey(0L), "what was done is not done again");
    for (long unit : List.copyOf(granted.keySet())) {
      end(unit, Outcome.Kind.SUCCEEDED);
    }
    assertEquals(JobState.SUCCEEDED, progress(job).status().state());
    assertEquals(UNITS, progress(job).done());
  }

  @Test
  void aJobThatGoesOnTakesUpWhatFailed() {
    Job job = submitted(2);
    end(2, Outcome.Kind.FAILED);
    assertEquals(1, progress(job).failed());

    assertEquals(1, retry(job).getNow(0L));

    settle();
    assertEquals(0, progress(job).failed());
    assertTrue(granted.containsKey(2L), "unit 2 is granted again: " + granted.keySet());
  }

  @Test
  void anotherCoordinatorGoesOnWithIt() {
    Job job = submitted(0);
    end(0, Outcome.Kind.SUCCEEDED);
    end(1, Outcome.Kind.FAILED);
    assertEquals(1, retry(job).getNow(0L));

    given.restart();

    assertEquals(JobState.RUNNING, progress(job).status().state());
    assertEquals(List.of(1L, 0L), List.of(progress(job).done(), progress(job).failed()));
  }

  @Test
  void whatEndedOtherwiseIsRefused() {
    Job job = submitted(0);
    assertRefused("unit.none-failed", retry(job));
    given.grid().cancel(job.id(), "me", given.now());
    settle();
    settle();

    assertRefused("job.retry", retry(job));
  }

  @Test
  void aMapCountsWhatIsOpenAndWhatIsStored() {
    Job job = submitted(0);
    end(0, Outcome.Kind.SUCCEEDED);
    assertEquals(List.of(1L), counts(job).of(UnitCounts.Kind.DONE));
    assertEquals(List.of(UNITS - 1), counts(job).of(UnitCounts.Kind.RUNNING));

    end(1, Outcome.Kind.FAILED);

    UnitCounts over = counts(job);
    assertEquals(List.of(1L), over.of(UnitCounts.Kind.DONE));
    assertEquals(List.of(1L), over.of(UnitCounts.Kind.FAILED));
    assertEquals(List.of(0L), over.of(UnitCounts.Kind.RUNNING));
    assertEquals(List.of(UNITS - 2), over.of(UnitCounts.Kind.READY));
  }

  @Test
  void whatIsNotOverIsNotDeleted() {
    Job job = submitted(0);

    assertRefused("job.active", delete(job));

    assertEquals(JobState.RUNNING, progress(job).status().state());
  }

  @Test
  void aDeletedJobIsGoneForEverybodyAndStaysGone() {
    Job job = submitted(0);
    end(0, Outcome.Kind.SUCCEEDED);
    end(1, Outcome.Kind.FAILED);

    assertEquals(1, delete(job).getNow(0L));

    assertRefused("job.unknown", delete(job));
    assertRefused("job.unknown", retry(job));
    assertTrue(given.store().get(Table.LEFT_OVER, Table.key(job.id())).isPresent());
    given.restart();
    assertEquals(Optional.empty(), given.grid().progress(job.id()));
  }

  @Test
  void aJobThatIsTriedAgainIsNotDeletedUnderIt() {
    Job job = submitted(0);
    end(1, Outcome.Kind.FAILED);
    CompletableFuture<Long> retried =
        given.grid().retry(job.id(), unit -> true, given.now()).toCompletableFuture();
    given.pass();
    given.grid().settle(given.now());

    assertRefused("job.active", delete(job));
    settle();

    assertEquals(1, retried.getNow(0L));
  }

  private CompletableFuture<Long> delete(Job job) {
    return given
        .grid()
        .delete(job.id(), given.now())
        .thenApply(deleted -> 1L)
        .toCompletableFuture();
  }

  private UnitCounts counts(Job job) {
    return new MapUnits(given.store())
        .map(progress(job), given.grid().openChunks(job.id()), 0, UNITS, 1);
  }

  private static void assertRefused(String code, CompletableFuture<Long> answer) {
    CompletionException thrown = assertThrows(CompletionException.class, () -> answer.getNow(0L));
    assertEquals(code, ((RefusedException) Objects.requireNonNull(thrown.getCause())).code());
  }

  private JobProgress progress(Job job) {
    return given.grid().progress(job.id()).orElseThrow();
  }

  private CompletableFuture<Long> retry(Job job) {
    granted.clear();
    CompletableFuture<Long> answer =
        given.grid().retry(job.id(), unit -> true, given.now()).toCompletableFuture();
    // Once to have everything written that was decided, once to have the answer written.
    settle();
    settle();
    return answer;
  }

  /** A job that tolerates so many failed units and tries each once; all its units are granted. */
  private Job submitted(long failedUnits) {
    Policy policy =
        new Policy(0, Optional.empty(), 1, 0, Placement.WINDOW, failedUnits, Duration.ofHours(1));
    Job job =
        new GivenJob(1)
            .units(UNITS)
            .need(
                new Need(
                    0.5,
                    64L << 20,
                    64L << 20,
                    Optional.of(Duration.ofMillis(500)),
                    Duration.ofMinutes(5)))
            .policy(policy)
            .at(given.now());
    given.submit(job);
    settle();
    settle();
    assertEquals(UNITS, granted.size(), "granted: " + granted.keySet());
    return job;
  }

  /** The device reports the end of a unit. */
  private AttemptId end(long unit, Outcome.Kind kind) {
    DeviceLinks.Granted grant = Objects.requireNonNull(granted.remove(unit));
    given.pass();
    given.report(
        DEVICE,
        QUIET,
        List.of(),
        List.of(GivenGrid.ended(grant, kind, "", Duration.ofMillis(500))));
    settle();
    return grant.attempt();
  }

  private void settle() {
    given.pass(Map.of(DEVICE, QUIET));
    for (DeviceLinks.Granted grant : given.takeGranted(DEVICE)) {
      granted.put(grant.attempt().unit().index(), grant);
    }
  }
}
