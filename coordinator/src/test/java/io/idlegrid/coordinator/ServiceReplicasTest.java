package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.unit.UnitCounts;
import io.idlegrid.coordinator.flow.Explanation;
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
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas of a service: one on a device, as many as are wanted, and no end by themselves. */
class ServiceReplicasTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final double QUIET = 3;
  private static final int TRIES = 3;

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
    assertEquals(List.of(), given.grid().replicas(job.id(), given.now()));
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
    assertEquals(1, given.grid().replicas(job.id(), given.now()).size());
  }

  @Test
  void aReplicaThatIsGivenBackRunsElsewhereOrAgain() {
    Job job = submitted(1);
    DeviceId first = holding.keySet().iterator().next();

    end(first, Outcome.Kind.RETURNED);

    List<ReplicaView> replicas = given.grid().replicas(job.id(), given.now());
    assertEquals("running", replicas.get(0).state());
    assertEquals(1, holding.size());
  }

  @Test
  void aReplicaThatIsWornOutRestsLongerEachTime() {
    Job job = submitted(1);
    List<Long> minutes = new ArrayList<>();

    for (int end = 1; end <= TRIES + 6; end++) {
      Instant ended = given.now();
      endFirst();
      awaitFirst(Duration.ofMinutes(20));
      minutes.add(Duration.between(ended, given.now()).toMinutes());
    }

    assertEquals(List.of(0L, 0L, 0L, 1L, 2L, 4L, 8L, 15L, 15L), minutes);
    assertEquals(JobState.RUNNING, progress(job).status().state());
  }

  @Test
  void oneReplicaThatIsWornOutStopsNoOther() {
    Job job = submitted(2);

    for (int end = 1; end <= TRIES + 1; end++) {
      endFirst();
      assertTrue(isHeld(1), "the other replica runs on after " + end);
      awaitFirst(Duration.ofMinutes(10));
    }

    assertEquals(JobState.RUNNING, progress(job).status().state());
    assertEquals(List.of(0L, 1L), indexes());
  }

  @Test
  void aReplicaThatRestsSaysSoAndRunsFullyRestedAfterItStayed() {
    Job job = submitted(1);
    for (int end = 1; end <= TRIES; end++) {
      endFirst();
      awaitFirst(Duration.ofMinutes(1));
    }

    endFirst();

    assertEquals("resting", given.grid().replicas(job.id(), given.now()).get(0).state());
    Explanation.OfUnit why =
        given.grid().explain(new UnitId(job.id(), 0), given.now()).orElseThrow();
    assertEquals("resting", why.state());
    assertTrue(
        why.devices().get(0).vetoes().toString().contains("rests until 2026-"), why::toString);
    awaitFirst(Duration.ofMinutes(2));
    end(holderOfFirst().orElseThrow(), Outcome.Kind.FAILED, Duration.ofMinutes(6));
    awaitFirst(Duration.ofMinutes(1));
    assertTrue(isHeld(0), "it has all its tries again");
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
    CompletableFuture<Optional<Integer>> wanted =
        given.grid().scale(job.id(), replicas, given.now()).toCompletableFuture();
    settle();
    settle();
    assertEquals(Optional.of(replicas), wanted.join());
  }

  private Job submitted(int replicas) {
    Job job = new GivenJob(1).runtime(Duration.ofMinutes(5)).service(replicas).at(given.now());
    given.submit(job);
    settle();
    settle();
    return job;
  }

  private Optional<DeviceId> holderOfFirst() {
    return holding.entrySet().stream()
        .filter(each -> each.getValue().attempt().unit().index() == 0)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private boolean isHeld(long index) {
    return indexes().contains(index);
  }

  private void endFirst() {
    end(holderOfFirst().orElseThrow(), Outcome.Kind.FAILED);
  }

  /** Time passes until a device has the first replica, but not longer than that. */
  private void awaitFirst(Duration atMost) {
    Instant until = given.now().plus(atMost);
    while (!isHeld(0) && given.now().isBefore(until)) {
      settle();
    }
  }

  /** A device tells how its attempt ended. */
  private void end(DeviceId device, Outcome.Kind kind) {
    end(device, kind, Duration.ofMinutes(1));
  }

  private void end(DeviceId device, Outcome.Kind kind, Duration active) {
    Granted grant = holding.remove(device);
    given.pass();
    given.report(device, QUIET, List.of(), List.of(GivenGrid.ended(grant, kind, "", active)));
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
