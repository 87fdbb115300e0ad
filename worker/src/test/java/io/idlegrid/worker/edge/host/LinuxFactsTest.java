package io.idlegrid.worker.edge.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.domain.availability.DeviceFacts;
import io.idlegrid.worker.domain.availability.HostState;
import io.idlegrid.worker.domain.availability.HostState.Battery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxFactsTest {

  private static final Sensors NONE = new FixedSensors(OptionalDouble.empty(), Optional.empty());

  @TempDir Path root;

  private record FixedSensors(OptionalDouble celsius, Optional<Battery> battery)
      implements Sensors {}

  @BeforeEach
  void layOutDevice() throws IOException {
    lay("proc/sys/kernel/hostname", "cam-3\n");
    lay("proc/sys/kernel/osrelease", "6.1.0-rpi\n");
    lay("proc/stat", "cpu  1 2 3 4\ncpu0 1 2 3 4\ncpu1 1 2 3 4\ncpu2 1 2 3 4\nintr 5\n");
    lay("proc/meminfo", "MemTotal:        1000 kB\nMemFree:  1 kB\nMemAvailable:     600 kB\n");
    lay("etc/os-release", "ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
  }

  @Test
  void tellsWhatTheDeviceIs() throws Exception {
    DeviceFacts facts = new LinuxFacts(root).read(NONE);

    assertEquals("cam-3", facts.name());
    assertEquals("Debian GNU/Linux 12 (bookworm), Linux 6.1.0-rpi", facts.os());
    assertEquals(3, facts.processors());
    assertEquals(1_024_000, facts.memoryBytes());
    assertEquals(List.of(), facts.sensors());
  }

  @Test
  void managesWithoutANameOfTheSystem() throws Exception {
    Files.delete(root.resolve("etc/os-release"));

    DeviceFacts facts = new LinuxFacts(root).read(NONE);

    assertEquals("unnamed system, Linux 6.1.0-rpi", facts.os());
  }

  @Test
  void listsSensorsThatSaySomething() throws Exception {
    Sensors sensors = new FixedSensors(OptionalDouble.of(41), Optional.of(new Battery(80, true)));

    DeviceFacts facts = new LinuxFacts(root).read(sensors);

    assertEquals(List.of("temperature", "battery"), facts.sensors());
  }

  @ParameterizedTest
  @CsvSource({"amd64,amd64", "x86_64,amd64", "aarch64,arm64", "arm,arm", "riscv64,riscv64"})
  void namesArchitecturesAsDockerDoes(String java, String docker) {
    assertEquals(docker, LinuxFacts.architecture(java));
  }

  @Test
  void aJavaOutsideUsrMustBeShown() throws Exception {
    Path launcher = root.resolve("opt/jdk/bin/java");
    lay("opt/jdk/bin/java", "");
    assertTrue(launcher.toFile().setExecutable(true));
    Path home = root.resolve("opt/jdk").toRealPath();

    assertEquals(List.of(home), LinuxFacts.java(home).orElseThrow().outsideView());
  }

  @Test
  void aHomeWithoutLauncherIsNoJava() {
    assertTrue(LinuxFacts.java(root).isEmpty());
  }

  @Test
  void tellsHowTheDeviceIs() throws Exception {
    HostState state = new LinuxHost(root.resolve("proc/meminfo"), root, NONE).read();

    assertEquals(614_400, state.memoryAvailableBytes());
    assertTrue(state.diskFreeBytes() > 0);
    assertNull(state.celsius());
    assertNull(state.battery());
  }

  @Test
  void saysWhichLineIsMissing() throws Exception {
    lay("proc/meminfo", "MemTotal:        1000 kB\n");

    IOException failure = assertThrows(IOException.class, () -> new LinuxFacts(root).read(NONE));

    assertTrue(String.valueOf(failure.getMessage()).contains("no line MemAvailable"));
  }

  private void lay(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, content);
  }
}
