package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.attempt.Outcome.Kind;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.promise.Promise;
import io.idlegrid.coordinator.domain.promise.PromiseRecord;
import io.idlegrid.coordinator.domain.promise.PromiseTally;
import io.idlegrid.coordinator.flow.JobProgress;
import io.idlegrid.coordinator.flow.Report;
import io.idlegrid.coordinator.flow.port.DeviceLinks.Granted;
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
import org.junit.jupiter.api.Test;

/** What owners are promised is held against what their devices report. */
class PromisesTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final DeviceId DEVICE = GivenDevice.id(1);
  private static final int STEPS_PER_UNIT = 8;

  private final Counting tally = new Counting();
  private final GivenGrid given = new GivenGrid(START, tally, new GivenDevice(1));
  private final List<Held> held = new ArrayList<>();
  private int conflicts;

  /** An attempt and for how many steps it still runs. */
  private record Held(Granted grant, int left) {}

  private static final class Counting implements Tally {
    private int alarms;

    @Override
    public void granted(int units) {}

    @Override
    public void ended(Kind kind) {}

    @Override
    public void lost() {}

    @Override
    public void forecasts(int promised, int refused) {}

    @Override
    public void promise(Promise.Fate fate) {}

    @Override
    public void alarm() {
      alarms++;
    }
  }

  @Test
  void anOwnerWhoComesWheneverWorkIsThereIsSparedMoreAndMore() {
    observe();
    given.submit(new GivenJob(1).units(100_000).runtime(Duration.ofSeconds(16)).at(given.now()));

    live(Duration.ofHours(1), true);
    assertTrue(conflicts > 0);
    assertFalse(record().alarm().isBroken(), "after " + conflicts + " conflicts");

    live(Duration.ofHours(16), true);
    PromiseTally lately = record().lately(given.now());
    assertTrue(record().alarm().isBroken(), lately.toString());
    assertTrue(tally.alarms >= 1);
    assertEquals(conflicts, lately.conflicts());
    assertTrue(lately.conflictRate() > 20 * lately.promisedRate(), lately.toString());
    assertEquals(lately.promises(), lately.frozen());
    assertEquals(1, given.grid().overview().broken());
    double caution = record().alarm().caution();
    assertTrue(caution >= 2, "caution " + caution);

    live(Duration.ofHours(60), false);
    assertFalse(record().alarm().isBroken(), "time heals: " + record().alarm());
    assertEquals(1, record().alarm().caution());
  }

  @Test
  void promisesThatHoldAreCountedAndTheHarvestToo() {
    observe();
    given.submit(new GivenJob(1).units(100_000).runtime(Duration.ofSeconds(16)).at(given.now()));

    live(Duration.ofHours(3), false);

    PromiseTally lately = record().lately(given.now());
    assertTrue(lately.promises() > 50, lately.toString());
    assertEquals(0, lately.conflicts());
    assertEquals(.01, lately.promisedRate(), 1e-9);
    assertTrue(lately.checked() >= 4, lately.toString());
    assertEquals(1, lately.coverage(3), lately.toString());
    assertTrue(lately.harvestedShare() > .05, lately.toString());
    assertEquals(0, tally.alarms);
  }

  @Test
  void aDeviceOutOfSightBreaksNoPromiseAndKeepsNone() {
    observe();
    given.submit(new GivenJob(1).units(3).runtime(Duration.ofSeconds(16)).at(given.now()));
    live(Duration.ofSeconds(2), false);
    for (int i = 0; i < 30; i++) {
      given.pass();
      given.grid().settle(given.now());
    }
    held.clear();
    given.report(DEVICE, 3, List.of(), List.of());
    live(Duration.ofMinutes(2), false);

    PromiseTally lately = record().lately(given.now());
    assertTrue(lately.unseen() > 0, lately.toString());
    assertEquals(0, lately.conflicts());
  }

  @Test
  void theForecastBehindTheFirstGrantIsThereAfterTheEndAndARestart() {
    observe();
    var job = new GivenJob(1).units(3).runtime(Duration.ofSeconds(16)).at(given.now());
    given.submit(job);
    live(Duration.ofMinutes(5), false);

    JobProgress ended = given.grid().progress(job.id()).orElseThrow();
    assertEquals(JobState.SUCCEEDED, ended.status().state());
    given.restart();
    var note = given.grid().progress(job.id()).orElseThrow().status().firstGrant().orElseThrow();
    assertEquals(DEVICE, note.device());
    assertTrue(note.idleProbability() >= .99);
    assertTrue(note.runtime().basis().startsWith("expected by the submitter"), note.toString());
  }

  @Test
  void aJobThatNoDeviceCanStartFailsAndTheOthersGoOn() {
    observe();
    var without = new GivenJob(1).units(50).runtime(Duration.ofSeconds(16)).at(given.now());
    given.submit(without);
    given.submit(new GivenJob(2).units(50).runtime(Duration.ofSeconds(16)).at(given.now()));

    for (int step = 0; step < 300; step++) {
      given.pass();
      List<Report.Finished> ends = new ArrayList<>();
      for (Granted grant : given.takeGranted(DEVICE)) {
        boolean starts = !grant.attempt().unit().job().equals(without.id());
        ends.add(
            starts
                ? GivenGrid.ended(grant, Kind.SUCCEEDED, "", Duration.ofSeconds(2))
                : GivenGrid.ended(grant, Kind.UNFIT, "image x is not here", Duration.ZERO));
      }
      given.report(DEVICE, 3, List.of(), ends);
    }

    var failed = given.grid().progress(without.id()).orElseThrow().status();
    assertEquals(JobState.FAILED, failed.state());
    assertEquals("no device can start it; d-00000001 says: image x is not here", failed.reason());
    assertEquals(
        JobState.SUCCEEDED,
        given.grid().progress(new GivenJob(2).at(START).id()).orElseThrow().status().state());
  }

  private void observe() {
    for (int i = 0; i < 1_800; i++) {
      given.pass(Map.of(DEVICE, 3.0));
    }
  }

  private PromiseRecord record() {
    return given.grid().devices(Optional.of(DEVICE)).get(0).promises();
  }

  /** The device works as the grid tells it; a spiteful owner comes two seconds after each grant. */
  private void live(Duration time, boolean isSpiteful) {
    Instant end = given.now().plus(time);
    boolean comes = false;
    while (given.now().isBefore(end)) {
      given.pass();
      List<Report.Finished> ends = new ArrayList<>();
      List<Report.Running> running = new ArrayList<>();
      List<Held> left = new ArrayList<>();
      for (Held each : held) {
        if (each.left() == 0) {
          ends.add(GivenGrid.ended(each.grant(), Kind.SUCCEEDED, "", Duration.ofSeconds(16)));
        } else {
          left.add(new Held(each.grant(), each.left() - 1));
          running.add(GivenGrid.running(each.grant().attempt(), comes ? "frozen" : "running"));
        }
      }
      held.clear();
      held.addAll(left);
      conflicts += comes ? 1 : 0;
      given.report(DEVICE, comes ? 95 : 3, running, ends);
      List<Granted> taken = given.takeGranted(DEVICE);
      taken.forEach(grant -> held.add(new Held(grant, STEPS_PER_UNIT)));
      comes = isSpiteful && !taken.isEmpty();
    }
  }
}
