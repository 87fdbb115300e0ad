package io.idlegrid.worker.edge.cgroup;

import io.idlegrid.worker.domain.run.EngineException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Freezes, thaws, kills and removes one group, and makes sure of it. */
final class GroupStopper {

  private static final Duration DIE = Duration.ofSeconds(10);
  private static final Duration HOLD_STILL = Duration.ofMillis(100);
  private static final long GLANCE_NANOS = 200_000;

  private final Group group;

  GroupStopper(Group group) {
    this.group = group;
  }

  /**
   * Returns once the kernel has the order, from when on no process runs an instruction of its own.
   * That it stands still it reports only after one more turn on a processor, for which a process at
   * idle priority waits up to seconds beside the very load that it makes way for: in 9 to 47
   * microseconds of CPU time for two busy processes, they were reported frozen after 0.3 to 2.1 s.
   */
  void freeze() throws EngineException {
    order(true);
  }

  void thaw() throws EngineException {
    order(false);
  }

  private void order(boolean frozen) throws EngineException {
    Freezer freezer =
        group
            .freezer()
            .orElseThrow(() -> new EngineException("no freezer for cgroup /" + group.path()));
    try {
      freezer.ask(frozen);
    } catch (IOException e) {
      String verb = frozen ? "freeze" : "thaw";
      throw new EngineException("could not " + verb + " cgroup /" + group.path() + ": " + e, e);
    }
  }

  /** Repeated, because without a freezer a process may have forked between look and kill. */
  void kill() throws EngineException {
    try {
      if (!holdsWithin(DIE, this::isDead)) {
        throw new EngineException(
            "processes %s of cgroup /%s are still there %s after SIGKILL"
                .formatted(group.everywhere(), group.path(), DIE));
      }
    } catch (IOException e) {
      throw new EngineException("could not kill cgroup /" + group.path() + ": " + e, e);
    }
  }

  private boolean isDead() throws IOException {
    if (group.everywhere().isEmpty()) {
      return true;
    }
    if (group.killFile().isPresent()) {
      Files.writeString(group.killFile().get(), "1");
    } else {
      killFrozen();
    }
    return group.everywhere().isEmpty();
  }

  /** Frozen, none can fork between look and kill; they die once thawed. */
  private void killFrozen() throws IOException {
    var freezer = group.freezer();
    if (freezer.isPresent()) {
      freezer.get().ask(true);
      holdsWithin(HOLD_STILL, freezer.get()::isFrozen);
    }
    Set<Long> members = group.everywhere();
    members.forEach(m -> ProcessHandle.of(m).ifPresent(ProcessHandle::destroyForcibly));
    if (freezer.isPresent()) {
      freezer.get().ask(false);
      if (freezer.get().isHeldFromAbove()) {
        leaveFreezer(members);
        leaveFreezer(group.watchers());
      }
    }
  }

  /**
   * Leaving a frozen group thaws (version 1). These processes have SIGKILL pending, so all they do
   * outside is die; a watcher tells its engine and ends too.
   */
  private void leaveFreezer(Set<Long> members) throws IOException {
    var hierarchy = group.controllers().freezer();
    if (hierarchy == null) {
      return;
    }
    Knobs top = new Knobs(hierarchy.mount());
    for (long member : members) {
      try {
        top.write("cgroup.procs", Long.toString(member));
      } catch (IOException e) {
        if (ProcessHandle.of(member).isPresent()) {
          throw e;
        }
      }
    }
  }

  void remove() throws EngineException {
    kill();
    try {
      if (!holdsWithin(DIE, this::removed)) {
        throw new EngineException(
            "cgroup /" + group.path() + " stayed busy for " + DIE + " after its processes ended");
      }
    } catch (IOException e) {
      throw new EngineException("could not remove cgroup /" + group.path() + ": " + e, e);
    }
  }

  /** For a moment after the last process died the kernel still calls the group busy. */
  private boolean removed() throws IOException {
    try {
      group.remove();
      return true;
    } catch (DirectoryNotEmptyException e) {
      return false;
    } catch (FileSystemException e) {
      if (String.valueOf(e.getReason()).contains("busy")) {
        return false;
      }
      throw e;
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static boolean holdsWithin(Duration limit, Condition condition) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      LockSupport.parkNanos(GLANCE_NANOS);
    }
    return true;
  }
}
