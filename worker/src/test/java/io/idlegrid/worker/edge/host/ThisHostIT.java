package io.idlegrid.worker.edge.host;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.availability.CpuReading;
import io.idlegrid.worker.domain.availability.DeviceFacts;
import io.idlegrid.worker.domain.availability.HostLoad;
import io.idlegrid.worker.domain.availability.HostState;
import io.idlegrid.worker.domain.availability.OwnCpu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel and the sensors of the machine that runs the tests. */
class ThisHostIT {

  @BeforeEach
  void onLinux() {
    Needs.that(Files.exists(Path.of("/proc/stat")), "a Linux kernel");
  }

  @Test
  void workOfThisProcessShowsAsHostLoad() throws Exception {
    int processors = new LinuxFacts().read(new SysfsSensors()).processors();
    AtomicBoolean working = new AtomicBoolean(true);
    Thread worker =
        new Thread(
            () -> {
              while (working.get()) {
                Thread.onSpinWait();
              }
            });

    try (ProcStat source =
        new ProcStat(Path.of("/proc/stat"), () -> OwnCpu.NONE, ProcStat.TICKS_ONLY)) {
      worker.start();
      CpuReading first = source.read();
      await()
          .until(
              () ->
                  HostLoad.between(first, source.read(), processors)
                      .filter(load -> load.host() > 25.0 / processors)
                      .isPresent());
    } finally {
      working.set(false);
      worker.join();
    }
  }

  @Test
  void factsAndStateCanBeRead() throws Exception {
    Sensors sensors = new SysfsSensors();

    DeviceFacts facts = new LinuxFacts().read(sensors);
    HostState state = new LinuxHost(Path.of("/proc/meminfo"), Path.of("."), sensors).read();

    assertTrue(facts.java().isPresent());
    assertTrue(facts.memoryBytes() > state.memoryAvailableBytes());
    assertTrue(state.celsius() == null || state.celsius() > 0);
  }
}
