package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.credit.FormerDevice;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.image.ImageUse;
import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.domain.image.PlacedImage;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.job.Placement;
import io.idlegrid.coordinator.domain.job.Policy;
import io.idlegrid.coordinator.domain.match.Veto.Reason;
import io.idlegrid.coordinator.flow.Explanation;
import io.idlegrid.coordinator.flow.JobProgress;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device that is removed leaves nothing open behind, and what it did counts on. */
class RemovedDeviceTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final DeviceId LEAVES = GivenDevice.id(1);
  private static final DeviceId STAYS = GivenDevice.id(2);
  private static final int MOST_ROUNDS = 1_000;
  private static final Policy NO_RETRIES =
      new Policy(0, Optional.empty(), 1, 0, Placement.WINDOW, 0, Duration.ofHours(1));
  private static final Map<DeviceId, Double> QUIET = Map.of(LEAVES, 3.0, STAYS, 3.0);

  private final GivenGrid given =
      new GivenGrid(START, Tally.NONE, new GivenDevice(1), new GivenDevice(2));

  @BeforeEach
  void theirLoadIsKnown() {
    for (int i = 0; i < 600; i++) {
      given.pass(QUIET);
    }
  }

  /** Devices are granted something in the next round. */
  private Job submit(GivenJob wanted) {
    Job job = wanted.at(given.now());
    given.submit(job);
    given.pass(QUIET);
    return job;
  }

  private FormerDevice remove() {
    var answer = given.grid().remove(LEAVES, "ada", given.now()).toCompletableFuture();
    given.grid().settle(given.now());
    return answer.getNow(Optional.empty()).orElseThrow();
  }

  private static Set<Long> units(List<DeviceLinks.Granted> granted) {
    return granted.stream().map(each -> each.attempt().unit().index()).collect(Collectors.toSet());
  }

  @Test
  void itsUnitsGoToOthersAtOnceAndLoseNoTry() {
    Job job = submit(new GivenJob(1).units(8).policy(NO_RETRIES));
    Set<Long> held = units(given.takeGranted(LEAVES));
    assertFalse(held.isEmpty());
    Set<Long> others = new TreeSet<>(finish(STAYS));

    remove();
    for (int i = 0; i < MOST_ROUNDS && progress(job).done() < 8; i++) {
      given.pass(QUIET);
      others.addAll(finish(STAYS));
    }

    assertTrue(others.containsAll(held), held + " of " + others);
    assertEquals(JobState.SUCCEEDED, progress(job).status().state());
    assertEquals(List.of(), given.takeGranted(LEAVES), "it is granted nothing any more");
  }

  private Set<Long> finish(DeviceId device) {
    List<DeviceLinks.Granted> granted = given.takeGranted(device);
    given.report(
        device,
        3,
        List.of(),
        granted.stream()
            .map(each -> GivenGrid.ended(each, Outcome.Kind.SUCCEEDED, "", Duration.ofSeconds(1)))
            .toList());
    return units(granted);
  }

  private JobProgress progress(Job job) {
    return given.grid().progress(job.id()).orElseThrow();
  }

  @Test
  void whatItEarnedStaysOverARestart() {
    submit(new GivenJob(1).units(4).on(LEAVES));
    List<DeviceLinks.Granted> held = given.takeGranted(LEAVES);
    given.report(
        LEAVES,
        3,
        List.of(),
        List.of(GivenGrid.ended(held.get(0), Outcome.Kind.SUCCEEDED, "", Duration.ofSeconds(30))));
    double before = given.grid().overview().creditSeconds();
    assertEquals(30, before);

    FormerDevice former = remove();
    assertEquals(30, former.standing().creditSeconds());
    assertEquals(before, given.grid().overview().creditSeconds());
    given.restart();

    assertEquals(List.of(former), given.grid().removed());
    assertEquals(before, given.grid().overview().creditSeconds());
    assertEquals(
        List.of(STAYS), given.grid().fleet().devices().stream().map(each -> each.id()).toList());
    assertTrue(given.store().get(Table.DEVICE, Table.key(LEAVES)).isEmpty());
  }

  @Test
  void anOutputThatIsJudgedLaterIsCreditedStill() {
    submit(new GivenJob(1).units(1).quorum(2));
    DeviceLinks.Granted first = given.takeGranted(LEAVES).get(0);
    DeviceLinks.Granted second = given.takeGranted(STAYS).get(0);
    given.report(
        LEAVES,
        3,
        List.of(),
        List.of(GivenGrid.ended(first, Outcome.Kind.SUCCEEDED, "", Duration.ofSeconds(30))));
    assertEquals(0, remove().standing().creditSeconds());

    given.report(
        STAYS,
        3,
        List.of(),
        List.of(GivenGrid.ended(second, Outcome.Kind.SUCCEEDED, "", Duration.ofSeconds(30))));

    assertEquals(30, given.grid().removed().get(0).standing().creditSeconds());
    given.restart();
    assertEquals(30, given.grid().removed().get(0).standing().creditSeconds());
  }

  @Test
  void aJobThatNamesOthersTooGoesOnAndIsToldThatItIsGone() {
    Job job = submit(new GivenJob(1).units(4).on(LEAVES, STAYS));

    remove();

    Explanation.OfJob why = given.grid().explain(job.id(), given.now()).orElseThrow();
    Explanation.Count gone =
        why.vetoes().stream()
            .filter(each -> each.reason() == Reason.REMOVED)
            .findFirst()
            .orElseThrow();
    assertEquals(LEAVES, gone.examples().get(0).device());
    assertTrue(gone.examples().get(0).detail().endsWith("by ada"), gone.toString());
    for (int i = 0; i < MOST_ROUNDS && progress(job).done() < 4; i++) {
      given.pass(QUIET);
      finish(STAYS);
    }
    assertEquals(JobState.SUCCEEDED, progress(job).status().state());
  }

  @Test
  void aJobThatNamesNoOtherEndsWithIt() {
    Job job = submit(new GivenJob(1).units(4).on(LEAVES));
    assertFalse(given.takeGranted(LEAVES).isEmpty());

    remove();

    assertEndedWithIt(job);
    given.restart();
    given.pass(Map.of(STAYS, 3.0));
    assertEndedWithIt(job);
  }

  /** The reason names it, and who removed it. */
  private void assertEndedWithIt(Job job) {
    assertEquals(JobState.FAILED, progress(job).status().state());
    String reason = progress(job).status().reason();
    assertTrue(reason.startsWith("no device that it names is left: "), reason);
    assertTrue(reason.contains("(%s) was removed from the grid at".formatted(LEAVES)), reason);
    assertTrue(reason.endsWith("by ada"), reason);
  }

  @Test
  void aJobWhoseLastDeviceLeftBeforeARestartEndsAfterIt() {
    Job job = new GivenJob(1).units(4).on(LEAVES).at(given.now());
    remove();
    given.grid().submit(job, Optional.empty(), "", given.now());

    given.restart();
    given.pass(Map.of(STAYS, 3.0));

    assertEndedWithIt(job);
  }

  @Test
  void aJobWhoseOnlyDeviceIsNotLetInEnds() {
    given.grid().change(LEAVES, device -> device.withDuty(Duty.PENDING), given.now());
    Job job = submit(new GivenJob(1).units(4).on(LEAVES));
    assertEquals(JobState.RUNNING, progress(job).status().state());

    given.grid().refuse(LEAVES, given.now());
    given.grid().settle(given.now());

    assertEquals(JobState.FAILED, progress(job).status().state());
    assertEquals(
        "no device that it names is left: %s was not let in".formatted(LEAVES),
        progress(job).status().reason());
  }

  @Test
  void aJobThatEndedItsUnitsOnItSucceeds() {
    Job job = submit(new GivenJob(1).units(1).on(LEAVES));
    finish(LEAVES);

    remove();
    given.pass(Map.of(STAYS, 3.0));

    assertEquals(JobState.SUCCEEDED, progress(job).status().state());
  }

  @Test
  void aJobThatChoosesByAConditionWaitsForOthersToJoin() {
    Job job = submit(new GivenJob(1).units(4).where("device.id == '" + LEAVES + "'"));

    remove();
    given.pass(Map.of(STAYS, 3.0));

    assertEquals(JobState.RUNNING, progress(job).status().state());
  }

  @Test
  void aJobThatNamesItIsTakenInThoughItLeftThatMoment() {
    remove();

    Job job = new GivenJob(1).units(4).on(LEAVES).at(given.now());
    var answer = given.grid().submit(job, Optional.empty(), "", given.now()).toCompletableFuture();
    given.grid().settle(given.now());

    assertEquals(Reason.REMOVED, answer.join().refused().get(0).vetoes().get(0).reason());
    given.grid().settle(given.now());
    assertEquals(JobState.FAILED, progress(job).status().state());
  }

  @Test
  void nothingIsToBeOnItAnyMore() {
    PlacedImage both =
        new PlacedImage(
            new ImageUse(
                "tool",
                "a".repeat(64),
                List.of(
                    new ImageVariant(
                        "arm64", "linux", "b".repeat(64), "c".repeat(64), 1, 1 << 20))),
            "me",
            List.of(LEAVES, STAYS));
    given.grid().place(both, given.now());

    remove();

    assertEquals(
        Optional.of(List.of(STAYS)),
        given.grid().placedImage(both.key()).map(PlacedImage::devices));
    given.restart();
    assertEquals(
        Optional.of(List.of(STAYS)),
        given.grid().placedImage(both.key()).map(PlacedImage::devices));
  }

  @Test
  void whatWasLearntOfItGoes() {
    assertTrue(given.forecasts().load().history(LEAVES).isPresent());

    remove();

    assertTrue(given.forecasts().load().history(LEAVES).isEmpty());
    assertTrue(given.forecasts().memory().series().history(LEAVES).isEmpty());
    assertEquals(Set.of(LEAVES), given.forecasts().takeForgotten());
    assertEquals(Set.of(), given.forecasts().takeForgotten());
  }

  @Test
  void aDeviceIsRemovedOnce() {
    remove();

    var again = given.grid().remove(LEAVES, "ada", given.now()).toCompletableFuture();
    given.grid().settle(given.now());

    assertEquals(Optional.empty(), again.join());
  }
}
