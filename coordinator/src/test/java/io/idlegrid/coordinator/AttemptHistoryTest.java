package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.EndedAttempt;
import io.idlegrid.coordinator.domain.attempt.LeaseNumber;
import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.attempt.PhaseStart;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.edge.memory.InMemoryGridStore;
import io.idlegrid.coordinator.flow.port.AttemptHistory;
import io.idlegrid.coordinator.flow.port.Commit;
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
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What ran on a device and for whom is known later. */
class AttemptHistoryTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final DeviceId DEVICE = GivenDevice.id(1);
  private static final DeviceId OTHER = GivenDevice.id(2);
  private static final Map<DeviceId, Double> QUIET = Map.of(DEVICE, 3.0, OTHER, 3.0);
  private static final int MOST_ROUNDS = 1_000;

  private final GivenGrid given =
      new GivenGrid(START, Tally.NONE, new GivenDevice(1), new GivenDevice(2));

  @BeforeEach
  void theirLoadIsKnown() {
    for (int i = 0; i < 600; i++) {
      given.pass(QUIET);
    }
  }

  private Job submit(GivenJob wanted) {
    Job job = wanted.at(given.now());
    given.submit(job);
    given.pass(QUIET);
    return job;
  }

  private List<EndedAttempt> history(DeviceId device) {
    long attempts = given.grid().devices(List.of(device)).get(0).standing().attempts();
    return new AttemptHistory(given.store()).page(device, attempts, Long.MAX_VALUE, 100);
  }

  private void says(AttemptId attempt, String phase) {
    given.report(DEVICE, 3, List.of(GivenGrid.running(attempt, phase)), List.of());
  }

  private void ends(DeviceLinks.Granted grant, Outcome.Kind kind) {
    given.report(
        DEVICE, 3, List.of(), List.of(GivenGrid.ended(grant, kind, "why", Duration.ofSeconds(9))));
  }

  @Test
  void anAttemptIsKnownWithItsPhasesAndForWhomItRanOverARestart() {
    Job job = submit(new GivenJob(1).units(1).on(DEVICE));
    DeviceLinks.Granted grant = given.takeGranted(DEVICE).get(0);
    Instant granted = given.now();
    says(grant.attempt(), "running");
    given.pass(QUIET);
    Instant frozen = given.now();
    says(grant.attempt(), "frozen");
    says(grant.attempt(), "frozen");
    given.pass(QUIET);

    ends(grant, Outcome.Kind.SUCCEEDED);
    given.restart();

    EndedAttempt ended = history(DEVICE).get(0);
    assertEquals(1, history(DEVICE).size());
    assertEquals(grant.attempt(), ended.attempt());
    assertEquals(job.account(), ended.account());
    assertEquals(job.spec().name(), ended.jobName());
    assertEquals(granted, ended.grantedAt());
    assertEquals(given.now(), ended.endedAt());
    assertEquals("SUCCEEDED", ended.end());
    assertEquals(Duration.ofSeconds(9), ended.active());
    assertEquals(
        List.of(new PhaseStart("running", granted), new PhaseStart("frozen", frozen)),
        ended.phases());
    assertEquals(List.of(), history(OTHER));
  }

  @Test
  void numbersGoOnAfterARestart() {
    submit(new GivenJob(1).units(1).on(DEVICE));
    ends(given.takeGranted(DEVICE).get(0), Outcome.Kind.FAILED);
    given.restart();
    submit(new GivenJob(2).units(1).on(DEVICE));
    List<DeviceLinks.Granted> granted = given.takeGranted(DEVICE);
    for (int i = 0; i < MOST_ROUNDS && granted.isEmpty(); i++) {
      given.pass(QUIET);
      granted = given.takeGranted(DEVICE);
    }

    ends(granted.get(0), Outcome.Kind.SUCCEEDED);

    List<EndedAttempt> history = history(DEVICE);
    assertEquals(List.of(2L, 1L), history.stream().map(EndedAttempt::number).toList());
    assertEquals(List.of("SUCCEEDED", "FAILED"), history.stream().map(EndedAttempt::end).toList());
  }

  @Test
  void whatIsTakenBackIsKnownIfTheDeviceBeganIt() {
    Job job = submit(new GivenJob(1).units(8).on(DEVICE));
    List<DeviceLinks.Granted> grants = given.takeGranted(DEVICE);
    assertTrue(grants.size() > 1, grants.toString());
    says(grants.get(0).attempt(), "running");

    var unused = given.grid().cancel(job.id(), "ada", given.now());
    given.grid().settle(given.now());

    List<EndedAttempt> history = history(DEVICE);
    assertEquals(1, history.size());
    assertEquals(EndedAttempt.WITHDRAWN, history.get(0).end());
    assertEquals("the job was cancelled", history.get(0).detail());
    assertEquals(grants.get(0).attempt(), history.get(0).attempt());
  }

  @Test
  void whatADeviceWasSilentAboutIsLost() {
    submit(new GivenJob(1).units(1).on(DEVICE));
    DeviceLinks.Granted grant = given.takeGranted(DEVICE).get(0);
    says(grant.attempt(), "running");

    for (int i = 0; i < MOST_ROUNDS && history(DEVICE).isEmpty(); i++) {
      given.pass();
      given.grid().settle(given.now());
    }

    assertEquals(EndedAttempt.LOST, history(DEVICE).get(0).end());
  }

  @Test
  void whatNeverStartedAndWasNobodysFaultIsNothing() {
    submit(new GivenJob(1).units(1).on(DEVICE));
    DeviceLinks.Granted grant = given.takeGranted(DEVICE).get(0);

    given.report(
        DEVICE,
        3,
        List.of(),
        List.of(GivenGrid.ended(grant, Outcome.Kind.RETURNED, "", Duration.ZERO)));

    assertEquals(List.of(), history(DEVICE));
  }

  @Test
  void nothingIsLeftOfADeviceThatIsRemoved() {
    submit(new GivenJob(1).units(1).on(DEVICE));
    ends(given.takeGranted(DEVICE).get(0), Outcome.Kind.SUCCEEDED);
    String key = AttemptHistory.key(DEVICE, 1);
    assertTrue(given.store().get(Table.HISTORY, key).isPresent());

    var unused = given.grid().remove(DEVICE, "ada", given.now());
    given.grid().settle(given.now());

    assertTrue(given.store().get(Table.HISTORY, key).isEmpty());
  }

  @Test
  void theLatestAreKeptAndComeInPages() {
    InMemoryGridStore store = new InMemoryGridStore();
    long made = 2L * AttemptHistory.KEPT + 7;
    for (long number = 1; number <= made; number++) {
      store.commit(List.of(row(number)));
    }
    AttemptHistory history = new AttemptHistory(store);

    List<Long> first = numbers(history.page(DEVICE, made, Long.MAX_VALUE, 150));
    List<Long> second = numbers(history.page(DEVICE, made, made - 149, 150));

    assertEquals(descending(made, made - 149), first);
    assertEquals(descending(made - 150, made - AttemptHistory.KEPT + 1), second);
    assertEquals(
        List.of(), history.page(DEVICE, made, made - AttemptHistory.KEPT + 1, 150), "older ones");
    assertEquals(
        descending(made, made - 8),
        numbers(history.page(DEVICE, made + 1, Long.MAX_VALUE, 10)),
        "one that is not written yet");
  }

  private static Commit row(long number) {
    return Commit.builder()
        .put(
            Table.HISTORY,
            AttemptHistory.key(DEVICE, number),
            new EndedAttempt(
                DEVICE,
                number,
                new AttemptId(
                    new UnitId(new GivenJob(1).at(START).id(), number), new LeaseNumber(1, 1)),
                "ada",
                "count",
                START,
                START,
                "SUCCEEDED",
                "",
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                List.of()))
        .build();
  }

  private static List<Long> numbers(List<EndedAttempt> attempts) {
    return attempts.stream().map(EndedAttempt::number).toList();
  }

  private static List<Long> descending(long from, long to) {
    return LongStream.rangeClosed(to, from).map(number -> from + to - number).boxed().toList();
  }
}
