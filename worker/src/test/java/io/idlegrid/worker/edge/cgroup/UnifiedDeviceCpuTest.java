package io.idlegrid.worker.edge.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.worker.domain.availability.CpuTicks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnifiedDeviceCpuTest {

  private static final CpuTicks NONE = ticks(0, 0);

  @TempDir private Path root;
  private UnifiedDeviceCpu device;

  @BeforeEach
  void open() throws IOException {
    group("system.slice", 5_000_000);
    device = new UnifiedDeviceCpu(root);
    device.used(NONE, 0);
  }

  @Test
  void addsUpWhatEachGroupUsedSince() throws Exception {
    group("system.slice", 5_030_000);
    group("user.slice", 10_000);

    Duration used = device.used(NONE, millis(50));

    assertEquals(Duration.ofMillis(40), used);
  }

  @Test
  void aGroupThatWentAwayTakesNothingBack() throws Exception {
    group("system.slice", 5_030_000);
    device.used(NONE, millis(50));
    Files.delete(root.resolve("system.slice/cpu.stat"));
    Files.delete(root.resolve("system.slice"));

    Duration used = device.used(NONE, millis(100));

    assertEquals(Duration.ofMillis(30), used);
  }

  /** 2 s with 600 ms in all, of which a group had 200: the rest is a fifth of a processor. */
  @Test
  void whatIsInNoGroupGoesOnAtTheRateThatTicksShowed() throws Exception {
    group("system.slice", 5_200_000);
    Duration before = device.used(ticks(60, 40), millis(2_000));

    Duration later = device.used(ticks(60, 40), millis(2_100));

    assertEquals(Duration.ofMillis(20), later.minus(before));
  }

  private void group(String name, long micros) throws IOException {
    Path folder = Files.createDirectories(root.resolve(name));
    Files.writeString(folder.resolve("cpu.stat"), "usage_usec %d\nuser_usec 1\n".formatted(micros));
  }

  private static CpuTicks ticks(long system, long softirq) {
    return new CpuTicks(0, 0, system, 0, 0, 0, softirq, 0);
  }

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }
}
