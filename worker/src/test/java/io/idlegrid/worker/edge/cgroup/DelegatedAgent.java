package io.idlegrid.worker.edge.cgroup;

import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.UnitLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What an agent without root does with the group that it was given; a program of its own. */
final class DelegatedAgent {

  private DelegatedAgent() {}

  public static void main(String[] arguments) throws Exception {
    AttemptGroups groups = AttemptGroups.open(CgroupMounts.ofThisProcess(), "units");
    System.out.println("group " + groups.path());
    System.out.println("yields " + groups.protection().cpu());
    groups.missing().forEach(each -> System.out.println("missing " + each));
    if (!groups.isUsable()) {
      return;
    }
    AttemptGroup attempt =
        groups.make(new AttemptName("a1"), new UnitLimits(1, 64 << 20, 16, 1 << 20));
    StringBuilder join = new StringBuilder();
    for (Path file : attempt.joinFiles()) {
      join.append("echo $$ > ").append(file).append(" && ");
    }
    Process process = new ProcessBuilder("sh", "-c", join + "while :; do :; done").start();
    awaitUse(attempt, Duration.ZERO);
    groups.freezeAll();
    // The order is the kernel's at once; what was under way is over when nothing more is used.
    Duration before;
    do {
      before = attempt.cpuTime();
      LockSupport.parkNanos(50_000_000);
    } while (!attempt.cpuTime().equals(before));
    groups.thawAll();
    awaitUse(attempt, before);
    attempt.kill();
    System.out.println("killed " + process.waitFor());
    attempt.remove();
    groups.close();
  }

  private static void awaitUse(AttemptGroup attempt, Duration before) throws Exception {
    while (attempt.cpuTime().compareTo(before) <= 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }
}
