package io.idlegrid.worker.edge.owner;

import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.worker.domain.harm.HarmOfAttempt;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.host.RunQueue;
import io.idlegrid.worker.edge.run.AttemptRunner;
import io.idlegrid.worker.edge.run.AttemptStanding;
import io.idlegrid.worker.loop.Held;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds up what was lent and what others waited meanwhile. Used by one thread. */
final class HarmMeter {

  private static final Logger LOG = LoggerFactory.getLogger(HarmMeter.class);

  /** Looking at all processes costs a few milliseconds. */
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  private final HarmKeeper keeper;
  private final AttemptGroups groups;
  private final AttemptRunner runner;
  private final RunQueue queue;
  private Duration cpu;
  private long since;
  private boolean wasLending;

  HarmMeter(HarmKeeper keeper, AttemptGroups groups, AttemptRunner runner, Path proc)
      throws IOException {
    this.queue = new RunQueue(proc);
    this.keeper = keeper;
    this.groups = groups;
    this.runner = runner;
    this.cpu = groups.usedExactly();
  }

  /** The name of an attempt in the account. */
  static String name(LeaseRef lease) {
    return lease.job() + "/" + lease.unit() + "." + lease.counter();
  }

  /** An attempt as it is entered in the account. */
  static HarmOfAttempt of(Held attempt, long activeMillis, long cpuMillis) {
    return new HarmOfAttempt(
        name(attempt.lease()),
        attempt.program().title(),
        attempt.program().owner(),
        attempt.heldSince(),
        0,
        0,
        activeMillis,
        cpuMillis);
  }

  /** Looks at what runs; at all processes only if the last time was long enough ago. */
  void look(List<Held> held) {
    held.stream()
        .filter(attempt -> attempt.isActive() && attempt.activeMillis() > 0)
        .forEach(each -> keeper.attempt(of(each, each.activeMillis(), each.cpuMillis())));
    boolean isLending = runner.standing().stream().anyMatch(AttemptStanding::isRunning);
    long now = System.nanoTime();
    boolean isDue = now - since >= BETWEEN.toNanos();
    if (isLending == wasLending && !(isLending && isDue)) {
      return;
    }
    try {
      if (wasLending) {
        count(Duration.ofNanos(now - since));
      }
      if (isLending) {
        queue.begin(ours());
      }
    } catch (IOException e) {
      LOG.warn("what was lent cannot be counted: {}", e.toString());
    }
    since = now;
    wasLending = isLending;
  }

  private void count(Duration lent) throws IOException {
    Duration total = groups.usedExactly();
    Duration used = total.minus(cpu);
    // Also what ran and ended between two looks.
    cpu = total;
    keeper.lent(lent, used.isNegative() ? Duration.ZERO : used, queue.waited(ours()));
  }

  private Set<Long> ours() throws IOException {
    Set<Long> ours = new HashSet<>(groups.members());
    ours.add(ProcessHandle.current().pid());
    return ours;
  }
}
