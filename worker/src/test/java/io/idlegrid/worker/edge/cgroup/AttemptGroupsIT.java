package io.idlegrid.worker.edge.cgroup;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.run.AttemptName;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The device's control groups as they are mounted. */
class AttemptGroupsIT extends AttemptGroupsContract {

  @Override
  CgroupMounts mounts() throws IOException {
    return CgroupMounts.ofThisProcess();
  }

  @Test
  void memoryBeyondTheLimitIsKilledAndCounted() throws Exception {
    Needs.that(groups.limitsMemory(), "memory limits: " + groups.missing());
    AttemptGroup group = groups.make(new AttemptName("m1"), LIMITS);

    Process process = start(group, "tail /dev/zero");
    process.waitFor();

    assertEquals(137, process.exitValue());
    assertTrue(group.memoryLimitReached());
    assertTrue(group.memoryKills() >= 1);
    assertTrue(group.peakMemory().orElseThrow() >= (60L << 20));
  }

  @Test
  void processesBeyondTheLimitAreRefusedAndCounted() throws Exception {
    Needs.that(groups.limitsProcesses(), "process limits: " + groups.missing());
    AttemptGroup group = groups.make(new AttemptName("p1"), LIMITS);

    start(group, "while :; do (while :; do :; done) & done");

    await().until(group::processLimitReached);
    assertTrue(group.members().size() <= LIMITS.processes());
  }

  @Test
  void attemptsAreIdleAsAWhole() throws Exception {
    Needs.that(groups.limitsCpu(), "CPU limits: " + groups.missing());
    AttemptGroups.open(mounts(), groups.name());

    CpuControl cpu = new TopGroup(mounts(), groups.name()).usableGroup().cpu().orElseThrow();

    assertEquals("1", cpu.knobs().read("cpu.idle"));
  }
}
