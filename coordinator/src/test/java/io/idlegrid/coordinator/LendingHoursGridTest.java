package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.fleet.LendingHours;
import io.idlegrid.coordinator.domain.match.Veto;
import io.idlegrid.coordinator.flow.port.Tally;
import io.idlegrid.coordinator.given.GivenDevice;
import io.idlegrid.coordinator.given.GivenGrid;
import io.idlegrid.coordinator.given.GivenJob;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Devices are lent in the hours that their owners set, told as these begin and end. */
class LendingHoursGridTest {

  /** A Monday. */
  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

  private static final DeviceId DEVICE = GivenDevice.id(1);
  private static final int MINUTE = 30;
  private static final String OUTSIDE = "PAUSED outside the hours that its owner set";

  private final GivenGrid given = new GivenGrid(START, Tally.NONE, new GivenDevice(1));

  @BeforeEach
  void lendFromTenToTwentyPastEight() {
    given.takeDuties();
    LendingHours hours = LendingHours.parse("mon 08:10-08:20", ZoneOffset.UTC);
    given.grid().change(DEVICE, known -> known.withHours(Optional.of(hours)), given.now());
    live(1);
  }

  @Test
  void aDeviceIsToldWhenItsHoursBeginAndEnd() {
    assertEquals(List.of(Duty.PAUSE), given.takeDuties());

    live(8);
    assertEquals(List.of(), given.takeDuties(), "not yet");
    live(1);
    assertEquals(List.of(Duty.LEND), given.takeDuties());
    live(10);
    assertEquals(List.of(Duty.PAUSE), given.takeDuties());
  }

  @Test
  void whoeverConnectsOutsideItsHoursIsToldSo() {
    given.takeDuties();

    given.restart();

    assertEquals(List.of(Duty.PAUSE), given.takeDuties());
  }

  @Test
  void aDeviceThatIsPausedStaysSoInItsHours() {
    given.grid().change(DEVICE, known -> known.withDuty(Duty.PAUSE), given.now());
    given.takeDuties();

    live(12);

    assertEquals(List.of(), given.takeDuties());
  }

  @Test
  void aUnitStartsInTheHoursOnlyAndWhereItsRunTimeFits() {
    assertEquals(List.of(OUTSIDE), vetoes());

    live(12);
    assertFalse(vetoes().stream().anyMatch(each -> each.startsWith("PAUSED")), "runs a minute");

    live(6);
    assertEquals("PAUSED the hours that its owner set end within 60 s", vetoes().get(0));
    live(3);
    assertEquals(List.of(OUTSIDE), vetoes());
  }

  @Test
  void aPauseEndsByItself() {
    Instant end = given.now().plusSeconds(15 * 60);
    given.grid().change(DEVICE, known -> known.paused(end), given.now());
    given.takeDuties();

    live(14);
    assertEquals(List.of(), given.takeDuties(), "its hours began, its pause goes on");
    live(2);
    assertEquals(List.of(Duty.LEND), given.takeDuties());
    given.restart();
    assertEquals(List.of(Duty.LEND), given.takeDuties(), "that is durable");
  }

  @Test
  void hoursThatAreTakenBackEndNothing() {
    given.takeDuties();

    given.grid().change(DEVICE, known -> known.withHours(Optional.empty()), given.now());
    live(1);

    assertEquals(List.of(Duty.LEND), given.takeDuties());
    Device device = given.grid().devices(Optional.of(DEVICE)).get(0).device();
    assertEquals(Duty.LEND, device.dutyAt(given.now()));
  }

  private void live(int minutes) {
    for (int step = 0; step < minutes * MINUTE; step++) {
      given.pass(Map.of(DEVICE, 3.0));
    }
  }

  private List<String> vetoes() {
    return given.grid().preview(new GivenJob(1).units(1).at(given.now()), given.now()).stream()
        .flatMap(device -> device.vetoes().stream())
        .map(LendingHoursGridTest::words)
        .toList();
  }

  private static String words(Veto veto) {
    return veto.reason() + " " + veto.detail();
  }
}
