package io.idlegrid.worker.edge.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.idlegrid.protocol.device.Hardware;
import io.idlegrid.worker.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The machine that runs the tests, surveyed as a worker's start does it. */
class HardwareSurveyIT {

  private static Hardware hardware =
      new Hardware(null, null, null, null, List.of(), List.of(), List.of());

  @BeforeAll
  static void survey() {
    Needs.that(Files.isDirectory(Path.of("/sys/class")), "a Linux kernel");
    var java =
        HardwareSurvey.javaOf(
            Path.of(System.getProperty("java.home")),
            List.of(),
            System.getProperty("java.class.path"));
    try (var survey =
        HardwareSurvey.start(java, JsonMapper.builder().build(), Duration.ofMinutes(2))) {
      hardware = survey.result().orElseThrow();
    }
  }

  @Test
  void everyLinuxTellsItsCores() throws Exception {
    Integer cores = hardware.physicalCores();

    assertTrue(cores != null && cores <= new LinuxFacts().read(new SysfsSensors()).processors());
  }

  @Test
  void disksAndPortsAreThoseOfTheKernel() {
    for (Hardware.Disk disk : hardware.disks()) {
      assertTrue(Files.exists(Path.of("/sys/block", disk.name(), "device")), disk.toString());
      assertTrue(disk.bytes() > 0, disk.toString());
    }
    for (Hardware.NetworkPort port : hardware.networks()) {
      assertTrue(Files.exists(Path.of("/sys/class/net", port.name())), port.toString());
    }
  }

  @Test
  void nothingIsInvented() {
    assertFalse(hardware.toString().toLowerCase(Locale.ROOT).contains("unknown"));
    assertFalse(hardware.toString().contains("=0,"), hardware.toString());
    assertEquals(hardware.sensors().stream().distinct().toList(), hardware.sensors());
  }
}
