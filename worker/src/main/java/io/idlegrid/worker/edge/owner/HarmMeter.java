package io.idlegrid.worker.edge.owner;

import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.worker.domain.harm.HarmOfAttempt;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.guard.LoadWatch;
import io.idlegrid.worker.edge.host.RunQueue;
import io.idlegrid.worker.edge.run.AttemptRunner;
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
  private final LoadWatch loads;
  private final RunQueue queue;
  private Duration cpu = Duration.ZERO;
  private long since;
  private boolean wasLending;

  HarmMeter(
      HarmKeeper keeper, AttemptGroups groups, AttemptRunner runner, LoadWatch loads, Path proc) {
    this.queue = new RunQueue(proc);
    this.keeper = keeper;
    this.groups = groups;
    this.runner = runner;
    this.loads = loads;
  }

  /** The name of an attempt in the account. */
  static String name(LeaseRef lease) {
    return lease.job() + "/" + lease.unit() + "." + lease.counter();
  }

  /** Looks, if the last look was long enough ago or things changed. */
  void look(List<Held> held) {
    boolean isLending = runner.size() > 0 && !loads.seen().isStopped();
    long now = System.nanoTime();
    boolean isDue = now - since >= BETWEEN.toNanos();
    if (isLending == wasLending && !(isLending && isDue)) {
      return;
    }
    try {
      if (wasLending) {
        count(Duration.ofNanos(now - since));
        held.stream().filter(Held::isActive).forEach(this::tell);
      }
      if (isLending) {
        queue.begin(ours());
        cpu = groups.used().total();
      }
    } catch (IOException e) {
      LOG.warn("what was lent cannot be counted: {}", e.toString());
    }
    since = now;
    wasLending = isLending;
  }

  private void count(Duration lent) throws IOException {
    Duration used = groups.used().total().minus(cpu);
    Duration waited = queue.waited(ours());
    keeper.lent(lent, used.isNegative() ? Duration.ZERO : used, waited);
  }

  private void tell(Held attempt) {
    keeper.attempt(
        new HarmOfAttempt(
            name(attempt.lease()),
            attempt.program().title(),
            attempt.program().owner(),
            attempt.heldSince(),
            0,
            0,
            attempt.activeMillis(),
            attempt.cpuMillis()));
  }

  private Set<Long> ours() throws IOException {
    Set<Long> ours = new HashSet<>(groups.members());
    ours.add(ProcessHandle.current().pid());
    return ours;
  }
}
