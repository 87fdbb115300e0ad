package io.idlegrid.worker.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real busy processes of the least weight. */
class NicedIT {

  private static final Path SHARED_BY_SESSION = Path.of("/proc/sys/kernel/sched_autogroup_enabled");

  @Test
  void theirSessionWeighsLittleBesideTheForegrounds() throws Exception {
    Needs.that(
        Files.exists(SHARED_BY_SESSION) && Files.readString(SHARED_BY_SESSION).strip().equals("1"),
        "a kernel that shares the processors among sessions (sched_autogroup_enabled)");

    List<ProcessHandle> busy = List.of();
    try (PutBack after = new PutBack()) {
      LendingPolicy.Lent lent = new SimplePolicies.Niced().begin();
      after.add(lent::end);
      busy = ProcessHandle.current().descendants().filter(NicedIT::isShell).toList();

      assertFalse(busy.isEmpty());
      for (ProcessHandle each : busy) {
        String group = Files.readString(Path.of("/proc/" + each.pid() + "/autogroup"));
        assertTrue(group.strip().endsWith(" nice 19"), group);
      }
    }

    for (ProcessHandle each : busy) {
      each.onExit().join();
    }
    assertEquals(List.of(), busy.stream().filter(ProcessHandle::isAlive).toList());
  }

  private static boolean isShell(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("sh");
  }
}
