package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.domain.job.Placement;
import io.idlegrid.coordinator.domain.job.Policy;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.flow.JobProgress;
import io.idlegrid.coordinator.flow.Report;
import io.idlegrid.coordinator.flow.port.DeviceLinks;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.coordinator.flow.port.Tally;
import io.idlegrid.coordinator.given.GivenDevice;
import io.idlegrid.coordinator.given.GivenGrid;
import io.idlegrid.coordinator.given.GivenJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A unit that saves something new each time and asks to be run again comes to an end all the same.
 */
class TimeLimitTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final DeviceId DEVICE = GivenDevice.id(1);
  private static final double QUIET = 3;
  private static final Duration LIMIT = Duration.ofSeconds(100);
  private static final Duration RAN = Duration.ofSeconds(40);
  private static final int ROUNDS = 1_000;

  private final GivenGrid given = new GivenGrid(START, Tally.NONE, new GivenDevice(1));

  @BeforeEach
  void itsLoadIsKnown() {
    for (int i = 0; i < 600; i++) {
      given.pass(Map.of(DEVICE, QUIET));
    }
  }

  @Test
  void runningTimeCountsOverAllAttemptsThatContinueEachOther() throws Exception {
    Job job = submitted(LIMIT);
    List<Duration> behind = new ArrayList<>();

    while (progress(job).status().state() == JobState.RUNNING) {
      DeviceLinks.Granted grant = next();
      behind.add(grant.behind());
      asksToBeRunAgain(grant, RAN);
    }

    assertEquals(List.of(Duration.ZERO, RAN, RAN.multipliedBy(2)), behind);
    assertEquals(JobState.FAILED, progress(job).status().state());
    assertSays(job, "TIME_LIMIT", "after 120 s in all its attempts, and its time limit is 100 s");
  }

  @Test
  void anotherCoordinatorGoesOnCounting() throws Exception {
    Job job = submitted(LIMIT);
    asksToBeRunAgain(next(), RAN);

    given.restart();
    DeviceLinks.Granted grant = next();
    given.restartHolding(DEVICE, grant);

    assertEquals(RAN, grant.behind());
    asksToBeRunAgain(grant, RAN);
    assertEquals(RAN.multipliedBy(2), next().behind());
    assertEquals(JobState.RUNNING, progress(job).status().state());
  }

  @Test
  void oneThatEndsAtOnceComesToAnEndToo() throws Exception {
    Job job = submitted(Duration.ofSeconds(5));

    for (int round = 0; round < 5; round++) {
      asksToBeRunAgain(next(), Duration.ofMillis(1));
    }

    assertEquals(JobState.FAILED, progress(job).status().state());
    assertSays(job, "TIME_LIMIT", "after 5 s in all its attempts");
  }

  private void asksToBeRunAgain(DeviceLinks.Granted grant, Duration ran) throws Exception {
    String checkpoint = given.uploaded("state of " + given.now());
    given.report(
        DEVICE,
        QUIET,
        List.of(),
        List.of(
            new Report.Finished(
                grant.attempt(),
                grant.seal(),
                new Outcome(
                    Outcome.Kind.CHECKPOINTED,
                    Optional.of(85),
                    "it asked to be run again",
                    List.of(),
                    Optional.empty(),
                    Optional.of(checkpoint),
                    ran,
                    ran,
                    true))));
  }

  private DeviceLinks.Granted next() {
    for (int round = 0; round < ROUNDS; round++) {
      List<DeviceLinks.Granted> granted = given.takeGranted(DEVICE);
      if (!granted.isEmpty()) {
        return granted.get(0);
      }
      given.pass(Map.of(DEVICE, QUIET));
    }
    throw new AssertionError("it is granted no more");
  }

  private void assertSays(Job job, String end, String words) {
    UnitRecord record =
        given.store().get(Table.UNIT, Table.key(new UnitId(job.id(), 0))).orElseThrow();
    var last = record.past().get(record.past().size() - 1);
    assertEquals(end, last.end());
    assertTrue(last.detail().contains(words), last.detail());
  }

  private JobProgress progress(Job job) {
    return given.grid().progress(job.id()).orElseThrow();
  }

  private Job submitted(Duration timeLimit) {
    Job job =
        new GivenJob(1)
            .units(1)
            .checkpointing()
            .need(
                new Need(0.5, 64L << 20, 64L << 20, Optional.of(Duration.ofSeconds(1)), timeLimit))
            .policy(new Policy(0, Optional.empty(), 1, 0, Placement.WINDOW, 0, Duration.ofHours(1)))
            .at(given.now());
    given.submit(job);
    return job;
  }
}
