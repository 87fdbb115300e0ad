package io.idlegrid.worker.edge.cgroup;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.UnitLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

  @Test
  void theCeilingOfAllShrinksAndGrowsWithAttemptsInside() throws Exception {
    Needs.that(groups.limitsCpu(), "a CPU controller: " + groups.missing());
    groups.limitAll(new UnitLimits(2, 256 << 20, 64, 1 << 20));
    AttemptGroup first = groups.make(new AttemptName("a1"), LIMITS);

    groups.limitCpu(0.5);
    AttemptGroup second = groups.make(new AttemptName("a2"), LIMITS);
    groups.limitCpu(0.5);

    assertTrue(ceiling(first, second) <= 0.5 + 1e-9, "ceiling " + ceiling(first, second));
    groups.limitCpu(2);
    assertEquals(2, ceiling(first, second), 1e-9);
  }

  /** An engine makes groups in ours and removes them whenever it likes. */
  @Test
  void groupsThatGoWhileTheirProcessesAreListedHaveNone() throws Exception {
    AttemptGroup group = groups.make(new AttemptName("a1"), LIMITS);
    List<Path> inside =
        group.joinFiles().stream().map(join -> join.resolveSibling("inside")).toList();
    CompletableFuture<Void> comesAndGoes =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 5_000; i++) {
                inside.forEach(each -> assertTrue(each.toFile().mkdir()));
                inside.forEach(each -> assertTrue(each.toFile().delete()));
              }
            },
            task -> new Thread(task).start());

    while (!comesAndGoes.isDone()) {
      assertEquals(Set.of(), group.members());
    }

    comesAndGoes.join();
  }

  /** What these two may use together, however the version of groups says so. */
  private double ceiling(AttemptGroup... attempts) throws IOException {
    double sum = 0;
    for (AttemptGroup attempt : attempts) {
      for (Path join : attempt.joinFiles()) {
        Path quota = join.resolveSibling("cpu.cfs_quota_us");
        Path max = join.resolveSibling("../cpu.max");
        if (Files.exists(quota)) {
          sum += Long.parseLong(Files.readString(quota).strip()) / 100_000.0;
        } else if (Files.exists(max)) {
          return Long.parseLong(Files.readString(max).split(" ", -1)[0]) / 100_000.0;
        }
      }
    }
    return sum;
  }
}
