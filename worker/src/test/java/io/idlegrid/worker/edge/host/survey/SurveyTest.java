package io.idlegrid.worker.edge.host.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.idlegrid.protocol.device.Hardware;
import io.idlegrid.protocol.device.Hardware.Disk;
import io.idlegrid.protocol.device.Hardware.NetworkPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import oshi.hardware.HWDiskStore;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;
import oshi.hardware.PowerSource;

/** What OSHI says of devices that this machine is not. */
class SurveyTest {

  private final HardwareAbstractionLayer layer =
      mock(HardwareAbstractionLayer.class, RETURNS_DEEP_STUBS);

  @TempDir Path sys;

  private Hardware hardware() {
    return new Survey(layer, sys).hardware();
  }

  private void lay(String path, String content) throws IOException {
    Path file = sys.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, content);
  }

  @BeforeEach
  void aBoardThatTellsNothing() {
    when(layer.getComputerSystem().getManufacturer()).thenReturn("unknown");
    when(layer.getComputerSystem().getModel()).thenReturn("unknown");
    when(layer.getProcessor().getProcessorIdentifier().getName()).thenReturn("");
    when(layer.getProcessor().getPhysicalProcessorCount()).thenReturn(0);
    when(layer.getProcessor().getMaxFreq()).thenReturn(-1L);
    when(layer.getSensors().getCpuTemperature()).thenReturn(0.0);
    when(layer.getSensors().getFanSpeeds()).thenReturn(new int[0]);
    has(new PowerSource[0]);
    has(new HWDiskStore[0]);
    has(new NetworkIF[0]);
  }

  private void has(PowerSource... sources) {
    when(layer.getPowerSources()).thenReturn(List.of(sources));
  }

  private void has(HWDiskStore... disks) {
    when(layer.getDiskStores()).thenReturn(List.of(disks));
  }

  private void has(NetworkIF... ports) {
    when(layer.getNetworkIFs()).thenReturn(List.of(ports));
  }

  private static HWDiskStore disk(String name, String model, long bytes) {
    HWDiskStore disk = mock(HWDiskStore.class);
    when(disk.getName()).thenReturn("/dev/" + name);
    when(disk.getModel()).thenReturn(model);
    when(disk.getSize()).thenReturn(bytes);
    return disk;
  }

  private static NetworkIF port(String name, long bits) {
    NetworkIF port = mock(NetworkIF.class);
    when(port.getName()).thenReturn(name);
    when(port.getSpeed()).thenReturn(bits);
    return port;
  }

  private static PowerSource power(int capacity, double remaining) {
    PowerSource source = mock(PowerSource.class);
    when(source.getMaxCapacity()).thenReturn(capacity);
    when(source.getRemainingCapacityPercent()).thenReturn(remaining);
    return source;
  }

  @Test
  void whatIsNotKnownIsAbsent() {
    assertEquals(new Hardware(null, null, null, null, List.of(), List.of(), List.of()), hardware());
  }

  @Test
  void aProcessorsMakerIsNotTheBoards() {
    when(layer.getComputerSystem().getManufacturer()).thenReturn("ARM");
    when(layer.getComputerSystem().getModel()).thenReturn("Raspberry Pi 4 Model B Rev 1.2\0");

    assertEquals("Raspberry Pi 4 Model B Rev 1.2", hardware().model());
  }

  @Test
  void aFirmwareNamesTheMaker() throws Exception {
    lay("class/dmi/id/sys_vendor", "LENOVO\n");
    when(layer.getComputerSystem().getManufacturer()).thenReturn("LENOVO");
    when(layer.getComputerSystem().getModel()).thenReturn("ThinkEdge SE30");

    assertEquals("LENOVO ThinkEdge SE30", hardware().model());
  }

  @Test
  void disksInMemoryAreLeftOut() throws Exception {
    lay("block/mmcblk0/device/type", "SD\n");
    lay("block/mmcblk0/queue/rotational", "0\n");
    lay("block/sda/device/type", "0\n");
    lay("block/sda/queue/rotational", "1\n");
    has(disk("zram0", "unknown", 5), disk("sda", "WDC WD10", 9), disk("mmcblk0", "unknown", 7));

    assertEquals(
        List.of(new Disk("mmcblk0", null, 7, true), new Disk("sda", "WDC WD10", 9, false)),
        hardware().disks());
  }

  @Test
  void aVirtualDiskDoesNotSayWhatItIs() throws Exception {
    lay("block/vda/device/type", "");
    lay("block/vda/queue/rotational", "1\n");
    has(disk("vda", "unknown", 7));

    assertNull(hardware().disks().get(0).solid());
  }

  @Test
  void bridgesAreLeftOutAndAPortWithoutCableHasNoSpeed() throws Exception {
    lay("class/net/eth0/device/vendor", "");
    lay("class/net/eth1/device/vendor", "");
    has(port("docker0", 10_000_000_000L), port("eth1", 0), port("eth0", 1_000_000_000L));

    assertEquals(
        List.of(new NetworkPort("eth0", 1_000), new NetworkPort("eth1", null)),
        hardware().networks());
  }

  @Test
  void sensorsAreThoseThatSaySomething() {
    when(layer.getSensors().getCpuTemperature()).thenReturn(41.5);
    when(layer.getSensors().getFanSpeeds()).thenReturn(new int[] {0});
    has(power(50_000, .8));

    assertEquals(List.of("temperature", "fan", "battery"), hardware().sensors());
  }

  @Test
  void aPowerSourceWithoutCapacityIsNone() {
    has(power(0, 0), power(-1, 1), power(1, Double.NaN));

    assertEquals(List.of(), hardware().sensors());
  }
}
