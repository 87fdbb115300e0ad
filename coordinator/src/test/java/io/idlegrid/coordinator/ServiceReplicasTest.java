package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.unit.UnitCounts;
import io.idlegrid.coordinator.flow.JobProgress;
import io.idlegrid.coordinator.flow.MapUnits;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.ReplicaView;
import io.idlegrid.coordinator.flow.Report;
import io.idlegrid.coordinator.flow.port.DeviceLinks.Granted;
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
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas of a service: one on a device, as many as are wanted, and no end by themselves. */
class ServiceReplicasTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final double QUIET = 3;

  private final GivenGrid given =
      new GivenGrid(START, Tally.NONE, new GivenDevice(1), new GivenDevice(2), new GivenDevice(3));
  private final Map<DeviceId, Granted> holding = new TreeMap<>(this::inOrder);

  private int inOrder(DeviceId one, DeviceId other) {
    return one.value().compareTo(other.value());
  }

  @BeforeEach
  void theirLoadIsKnown() {
    for (int i = 0; i < 600; i++) {
      given.pass(Map.of());
    }
  }

  @Test
  void replicasAreSpreadOneToADevice() {
    Job job = submitted(2);

    assertEquals(2, holding.size());
    assertEquals(List.of(0L, 1L), indexes());
    JobProgress progress = progress(job);
    assertEquals(
        List.of(2L, 2L, 0L), List.of(progress.units(), progress.running(), progress.waiting()));
    assertEquals(
        2,
        new MapUnits(given.store())
            .map(progress, given.grid().openChunks(job.id()), 0, progress.units(), 1_000)
            .of(UnitCounts.Kind.RUNNING)
            .size());
  }

  @Test
  void aServiceOfNoReplicasGoesOnAndIsScaledUpAgain() {
    Job job = submitted(2);

    scale(job, 0);

    assertEquals(JobState.RUNNING, progress(job).status().state());
    assertEquals(List.of(), given.grid().replicas(job.id()));
    assertEquals(0, progress(job).running());
    holding.clear();
    scale(job, 3);
    assertEquals(List.of(0L, 1L, 2L), indexes());
    assertEquals(3, holding.size());
  }

  @Test
  void anotherCoordinatorKnowsHowManyAreWanted() {
    Job job = submitted(2);
    scale(job, 1);

    given.restart();

    assertEquals(1, progress(job).units());
    assertEquals(1, given.grid().replicas(job.id()).size());
  }

  @Test
  void aReplicaThatIsGivenBackRunsElsewhereOrAgain() {
    Job job = submitted(1);
    DeviceId first = holding.keySet().iterator().next();

    end(first, Outcome.Kind.RETURNED);

    List<ReplicaView> replicas = given.grid().replicas(job.id());
    assertEquals("running", replicas.get(0).state());
    assertEquals(1, holding.size());
  }

  @Test
  void aServiceWhoseReplicasAllEndedWellSucceeded() {
    Job job = submitted(2);

    for (DeviceId device : List.copyOf(holding.keySet())) {
      end(device, Outcome.Kind.SUCCEEDED);
    }

    assertEquals(JobState.SUCCEEDED, progress(job).status().state());
  }

  @Test
  void replicasThatNobodyWantsAnyMoreDoNotEndTheService() {
    Job job = submitted(3);
    DeviceId last =
        holding.entrySet().stream()
            .filter(each -> each.getValue().attempt().unit().index() == 2)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    end(last, Outcome.Kind.SUCCEEDED);

    scale(job, 1);

    assertEquals(JobState.RUNNING, progress(job).status().state());
    assertEquals(1, progress(job).running());
  }

  @Test
  void aServiceThatWasStoppedIsDeletedLikeAnyJob() {
    Job job = submitted(2);
    given.grid().cancel(job.id(), "me", given.now());
    holding.clear();
    settle();
    settle();

    var deleted = given.grid().delete(job.id(), given.now()).toCompletableFuture();

    assertEquals(job, deleted.join().job());
    assertEquals(Optional.empty(), given.store().get(Table.JOB, Table.key(job.id())));
  }

  @Test
  void whatIsNoServiceCannotBeScaled() {
    Job batch = new GivenJob(2).units(1).at(given.now());
    given.submit(batch);

    RefusedException refused =
        assertThrows(RefusedException.class, () -> given.grid().scale(batch.id(), 1, given.now()));

    assertEquals("service.none", refused.code());
  }

  private List<Long> indexes() {
    return holding.values().stream().map(each -> each.attempt().unit().index()).sorted().toList();
  }

  private JobProgress progress(Job job) {
    return given.grid().progress(job.id()).orElseThrow();
  }

  private void scale(Job job, int replicas) {
    Optional<Integer> wanted =
        given
            .grid()
            .scale(job.id(), replicas, given.now())
            .toCompletableFuture()
            .getNow(Optional.empty());
    assertTrue(wanted.isEmpty() || wanted.get() == replicas);
    settle();
    settle();
  }

  private Job submitted(int replicas) {
    Job job = new GivenJob(1).runtime(Duration.ofMinutes(5)).service(replicas).at(given.now());
    given.submit(job);
    settle();
    settle();
    return job;
  }

  /** A device tells how its attempt ended. */
  private void end(DeviceId device, Outcome.Kind kind) {
    Granted grant = holding.remove(device);
    given.pass();
    given.report(
        device, QUIET, List.of(), List.of(GivenGrid.ended(grant, kind, "", Duration.ofMinutes(1))));
    settle();
    settle();
  }

  /** Two seconds pass in which every device goes on with what it holds. */
  private void settle() {
    given.pass();
    for (DeviceId device : IntStream.rangeClosed(1, 3).mapToObj(GivenDevice::id).toList()) {
      List<Report.Running> running = new ArrayList<>();
      Optional.ofNullable(holding.get(device))
          .ifPresent(grant -> running.add(GivenGrid.running(grant.attempt(), "running")));
      given.report(device, QUIET, running, List.of());
      for (Granted grant : given.takeGranted(device)) {
        Granted before = holding.put(device, grant);
        assertTrue(before == null, device + " holds two: " + before + ", " + grant);
      }
    }
  }
}
