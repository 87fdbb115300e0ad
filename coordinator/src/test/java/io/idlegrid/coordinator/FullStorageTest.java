package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.attempt.Output;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.match.Veto.Reason;
import io.idlegrid.coordinator.flow.Explanation;
import io.idlegrid.coordinator.flow.JobProgress;
import io.idlegrid.coordinator.flow.Report;
import io.idlegrid.coordinator.flow.port.DeviceLinks;
import io.idlegrid.coordinator.flow.port.Tally;
import io.idlegrid.coordinator.given.GivenDevice;
import io.idlegrid.coordinator.given.GivenGrid;
import io.idlegrid.coordinator.given.GivenJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A job that pours out more than its account may keep stops there, and loses nothing. */
class FullStorageTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final DeviceId DEVICE = GivenDevice.id(1);
  private static final Map<DeviceId, Double> QUIET = Map.of(DEVICE, 3.0);
  private static final long UNITS = 12;
  private static final long BYTES = 100;
  private static final int ROUNDS = 200;

  private final GivenGrid given = new GivenGrid(START, Tally.NONE, new GivenDevice(1));

  @BeforeEach
  void itsLoadIsKnown() {
    for (int i = 0; i < 600; i++) {
      given.pass(QUIET);
    }
  }

  private static Report.Finished finished(DeviceLinks.Granted grant) {
    return new Report.Finished(
        grant.attempt(),
        grant.seal(),
        new Outcome(
            Outcome.Kind.SUCCEEDED,
            Optional.of(0),
            "",
            List.of(new Output("out/part", BYTES, "0".repeat(64), Optional.of("AAAA"))),
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            true));
  }

  private void run(Job job) {
    for (int i = 0; i < ROUNDS && progress(job).done() < UNITS; i++) {
      given.pass(QUIET);
      given.report(
          DEVICE,
          3,
          List.of(),
          given.takeGranted(DEVICE).stream().map(FullStorageTest::finished).toList());
    }
  }

  private JobProgress progress(Job job) {
    return given.grid().progress(job.id()).orElseThrow();
  }

  private Job submit() {
    Job job = new GivenJob(1).units(UNITS).at(given.now());
    given.submit(job);
    return job;
  }

  @Test
  void itStopsAtTheQuotaSaysSoAndGoesOnWhenThereIsRoom() {
    given.mostOutput(2 * BYTES);
    Job job = submit();

    run(job);

    long done = progress(job).done();
    assertTrue(done >= 2 && done < UNITS, "what was under way is taken in still: " + done);
    assertEquals(Map.of("me", done * BYTES), given.grid().outputBytes());
    assertEquals(JobState.RUNNING, progress(job).status().state());
    assertEquals(0, progress(job).failed());
    Explanation.Count why =
        given.grid().explain(job.id(), given.now()).orElseThrow().vetoes().get(0);
    assertEquals(Reason.QUOTA, why.reason());
    assertTrue(
        why.examples()
            .get(0)
            .detail()
            .contains("%d of them made by its jobs".formatted(done * BYTES)),
        why.toString());

    given.mostOutput(1_000 * BYTES);
    run(job);

    assertEquals(JobState.SUCCEEDED, progress(job).status().state());
    assertEquals(UNITS, progress(job).done());
    given.pass(QUIET);
    assertEquals(Map.of(), given.grid().outputBytes(), "from now on its results count");
  }

  @Test
  void anotherCoordinatorCountsTheSame() {
    given.mostOutput(2 * BYTES);
    Job job = submit();
    run(job);
    Map<String, Long> made = given.grid().outputBytes();
    assertFalse(made.isEmpty());

    given.restart();

    assertEquals(made, given.grid().outputBytes());
  }
}
