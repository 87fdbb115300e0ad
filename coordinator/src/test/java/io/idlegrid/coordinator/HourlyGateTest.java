package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.attempt.Outcome.Kind;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.domain.promise.PromiseTally;
import io.idlegrid.coordinator.flow.port.DeviceLinks.Granted;
import io.idlegrid.coordinator.flow.port.DeviceLinks.Revoked;
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

/** Forecasts stand for what they were asked: what runs on is gated again, and may have to leave. */
class HourlyGateTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final DeviceId DEVICE = GivenDevice.id(1);
  private static final int MINUTE = 30;

  private final GivenGrid given = new GivenGrid(START, Tally.NONE, new GivenDevice(1));

  @BeforeEach
  void observe() {
    // A rule that speaks before there are trees promises an hour only after several.
    for (int step = 0; step < 8 * 60 * MINUTE; step++) {
      given.pass(Map.of(DEVICE, 3.0));
    }
  }

  private Granted longUnit() {
    return only(new GivenJob(1).units(1).need(need(Duration.ofHours(3))).checkpointing());
  }

  private Granted replica() {
    return only(new GivenJob(1).need(need(Duration.ofMinutes(15))).service(1));
  }

  private static Need need(Duration runtime) {
    return new Need(.5, 64L << 20, 64L << 20, Optional.of(runtime), Duration.ofDays(365));
  }

  private Granted only(GivenJob job) {
    given.submit(job.at(given.now()));
    given.pass(Map.of(DEVICE, 3.0));
    given.pass(Map.of(DEVICE, 3.0));
    List<Granted> granted = given.takeGranted(DEVICE);
    assertEquals(1, granted.size());
    return granted.get(0);
  }

  private void live(Granted unit, int steps, double host, String phase) {
    for (int step = 0; step < steps; step++) {
      given.pass();
      given.report(DEVICE, host, List.of(GivenGrid.running(unit.attempt(), phase)), List.of());
    }
  }

  private PromiseTally promises() {
    return given.grid().devices(Optional.of(DEVICE)).get(0).promises().lately(given.now());
  }

  @Test
  void whatRunsOnAnIdleDeviceGoesOnUnderAnotherPromise() {
    Granted unit = longUnit();

    live(unit, 130 * MINUTE, 3, "running");

    assertEquals(List.of(), given.takeRecalled());
    assertEquals(2, promises().promises(), "an hour each: " + promises());
  }

  @Test
  void whereTheForecastSaysNoTheUnitIsAskedForAndGoesOnElsewhere() {
    Granted unit = longUnit();
    live(unit, 55 * MINUTE, 3, "running");
    live(unit, 4 * MINUTE, 90, "frozen");
    assertEquals(List.of(), given.takeRecalled());

    live(unit, 2 * MINUTE, 3, "running");

    List<Revoked> recalled = given.takeRecalled();
    assertEquals(unit.attempt(), recalled.get(0).attempt());
    assertTrue(
        recalled.get(0).reason().startsWith("gated again: its CPU stays free"),
        recalled.get(0).reason());
    given.pass();
    given.report(
        DEVICE,
        3,
        List.of(),
        List.of(GivenGrid.ended(unit, Kind.RETURNED, "asked back", Duration.ofHours(1))));
    assertEquals(List.of(), given.takeGranted(DEVICE), "not here again");
    assertEquals(1, given.grid().progress(unit.attempt().unit().job()).orElseThrow().waiting());
  }

  @Test
  void aReplicaOfAServiceIsGatedAgainWheneverItsMinimumIsOver() {
    Granted replica = replica();

    live(replica, 130 * MINUTE, 3, "running");

    assertEquals(List.of(), given.takeRecalled());
    assertEquals(8, promises().promises(), "15 minutes each: " + promises());
  }

  @Test
  void conflictsWithinTheWholeHourReachTheAlarm() {
    Granted replica = replica();
    live(replica, 32 * MINUTE, 3, "running");
    assertEquals(0, promises().conflicts(), "of " + promises());

    live(replica, 1, 90, "frozen");
    live(replica, 1, 3, "running");

    assertEquals(1, promises().conflicts(), "in the third quarter of the hour: " + promises());
  }

  @Test
  void noPromiseOfAReplicaIsShorterThanItsGateIsAway() {
    Granted replica = only(new GivenJob(1).need(need(Duration.ofSeconds(10))).service(1));

    live(replica, 21 * MINUTE, 3, "running");

    assertEquals(4, promises().promises(), "5 minutes each: " + promises());
  }

  @Test
  void anotherCoordinatorGatesReplicasAtOnce() {
    Granted replica = replica();
    live(replica, 2 * MINUTE, 3, "running");

    given.restartHolding(DEVICE, replica);
    live(replica, 1, 3, "running");

    // It knows nothing of the device yet, so it would not grant the replica either.
    assertEquals(
        List.of(replica.attempt()), given.takeRecalled().stream().map(Revoked::attempt).toList());
  }

  @Test
  void whereTheForecastSaysNoAReplicaMoves() {
    Granted replica = replica();
    live(replica, 55 * MINUTE, 3, "running");
    live(replica, 4 * MINUTE, 90, "frozen");

    live(replica, 2 * MINUTE, 3, "running");

    List<Revoked> recalled = given.takeRecalled();
    assertEquals(replica.attempt(), recalled.get(0).attempt());
    assertTrue(recalled.get(0).reason().contains(" for 15 min "), recalled.get(0).reason());
  }

  @Test
  void anOrderThatWasLostIsGivenAgain() {
    Granted unit = longUnit();
    live(unit, 56 * MINUTE, 3, "running");
    live(unit, 6 * MINUTE, 90, "frozen");

    live(unit, 10 * MINUTE, 3, "running");

    List<Revoked> recalled = given.takeRecalled();
    assertTrue(recalled.size() >= 2 && recalled.size() < 60, recalled.size() + " times");
  }
}
