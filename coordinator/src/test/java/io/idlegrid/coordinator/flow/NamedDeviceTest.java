package io.idlegrid.coordinator.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.fleet.RemovedDevice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is meant for one device is never done to another. */
class NamedDeviceTest {

  private static final Device ADAS = device("d-0000000a", "ada", "cam");
  private static final Device EVES = device("d-0000000b", "eve", "cam");

  private static Device device(String id, String owner, String name) {
    return new Device(
        new DeviceId(id),
        owner,
        name,
        "",
        Instant.EPOCH,
        Optional.empty(),
        Duty.LEND,
        Device.DEFAULT_RISK);
  }

  private static RemovedDevice removed(String id, String owner, String name, int day) {
    Instant at = Instant.parse("2026-03-%02dT08:00:00Z".formatted(day));
    return RemovedDevice.of(device(id, owner, name), at, "eve");
  }

  private static Device find(String called, String account, Device... devices) {
    return NamedDevice.require(called, new Fleet(List.of(devices), List.of()), account);
  }

  private static RefusedException refused(String code, String called, String account, Fleet fleet) {
    RefusedException refused =
        assertThrows(
            RefusedException.class, () -> NamedDevice.require(called, fleet, account, "/devices"));
    assertEquals(code, refused.code());
    return refused;
  }

  private static RefusedException ambiguous(String account, Device... devices) {
    return refused("device.ambiguous", "cam", account, new Fleet(List.of(devices), List.of()));
  }

  @Test
  void aNameThatSeveralHaveMeansNone() {
    RefusedException refused = ambiguous("operator", ADAS, EVES);

    assertTrue(refused.detail().contains("d-0000000a of ada, d-0000000b of eve"), refused.detail());
    assertEquals(EVES, find("d-0000000b", "operator", ADAS, EVES));
  }

  @Test
  void onesOwnDeviceIsMeantBeforeThatOfAStranger() {
    assertEquals(ADAS, find("cam", "ada", EVES, ADAS));
    ambiguous("ada", ADAS, device("d-0000000c", "ada", "cam"), EVES);
  }

  @Test
  void aDeviceThatIsCalledAsAnothersIdIsNotMeantByIt() {
    Device mimic = device("d-0000000d", "eve", "d-0000000a");

    assertEquals(ADAS, find("d-0000000a", "eve", mimic, ADAS));
    refused("device.unknown", "d-0000000a", "eve", new Fleet(List.of(mimic), List.of()));
  }

  @Test
  void whoNamesADeviceThatWasRemovedIsToldWhatBecameOfIt() {
    Fleet fleet =
        new Fleet(
            List.of(EVES),
            List.of(
                removed("d-0000000e", "ada", "old", 1),
                removed("d-0000000f", "ada", "old", 2),
                removed("d-0000000g", "eve", "old", 3)));

    RefusedException byName = refused("device.removed", "old", "ada", fleet);
    assertTrue(
        byName.detail().contains("old (d-0000000f) was removed from the grid at 2026-03-02T08:00"),
        byName.detail());
    assertEquals("/devices", byName.pointer().orElse(""));
    assertEquals("eve", byName.values().get("by"));
    RefusedException byId = refused("device.removed", "d-0000000e", "eve", fleet);
    assertTrue(byId.detail().contains("2026-03-01"), byId.detail());
    refused("device.unknown", "never", "ada", fleet);
  }

  @Test
  void aNameMeansTheDeviceThatIsThereBeforeOneThatWas() {
    Fleet fleet = new Fleet(List.of(EVES), List.of(removed("d-0000000e", "ada", "cam", 1)));

    assertEquals(EVES, NamedDevice.require("cam", fleet, "ada"));
  }
}
