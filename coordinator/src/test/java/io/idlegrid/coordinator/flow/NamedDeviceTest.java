package io.idlegrid.coordinator.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
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

  private static RefusedException ambiguous(String account, Device... devices) {
    RefusedException refused =
        assertThrows(
            RefusedException.class, () -> NamedDevice.find("cam", List.of(devices), account));
    assertEquals("device.ambiguous", refused.code());
    return refused;
  }

  @Test
  void aNameThatSeveralHaveMeansNone() {
    RefusedException refused = ambiguous("operator", ADAS, EVES);

    assertTrue(refused.detail().contains("d-0000000a of ada, d-0000000b of eve"), refused.detail());
    assertEquals(
        Optional.of(EVES), NamedDevice.find("d-0000000b", List.of(ADAS, EVES), "operator"));
  }

  @Test
  void onesOwnDeviceIsMeantBeforeThatOfAStranger() {
    assertEquals(Optional.of(ADAS), NamedDevice.find("cam", List.of(EVES, ADAS), "ada"));
    ambiguous("ada", ADAS, device("d-0000000c", "ada", "cam"), EVES);
  }

  @Test
  void aDeviceThatIsCalledAsAnothersIdIsNotMeantByIt() {
    Device mimic = device("d-0000000d", "eve", "d-0000000a");

    assertEquals(Optional.of(ADAS), NamedDevice.find("d-0000000a", List.of(mimic, ADAS), "eve"));
    assertEquals(Optional.empty(), NamedDevice.find("d-0000000a", List.of(mimic), "eve"));
  }
}
