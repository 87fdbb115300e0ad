package io.idlegrid.worker.edge.engine.process;

import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.edge.cgroup.AttemptGroup;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All processes of one unit: by its group where there is one, else by their mark. */
final class UnitProcesses {

  private static final Logger LOG = LoggerFactory.getLogger(UnitProcesses.class);

  private final @Nullable AttemptGroup group;
  private final MarkedProcesses marked;
  private final boolean stopBySignal;
  private boolean areSignalled;

  UnitProcesses(@Nullable AttemptGroup group, MarkedProcesses marked, boolean stopBySignal) {
    this.group = group;
    this.marked = marked;
    this.stopBySignal = stopBySignal;
  }

  Set<Long> members() throws EngineException {
    return group == null ? marked.find() : group.members();
  }

  void freeze() throws EngineException {
    if (group != null && group.canFreeze()) {
      group.freeze();
    } else if (stopBySignal) {
      new SignalBrake(marked::find).freeze();
    } else {
      throw new EngineException(
          "this device has no freezer and its owner does not allow SIGSTOP instead");
    }
  }

  /**
   * Orders it anew, and stops by signals whoever is no longer where the freezer looks: no reason to
   * ask the owner whether signals may replace a freezer, since there is one.
   */
  void freezeOtherwise() throws EngineException {
    freeze();
    if (group != null && group.canFreeze()) {
      areSignalled = true;
      new SignalBrake(strays(group)).freeze();
    }
  }

  private static Supplier<Set<Long>> strays(AttemptGroup group) {
    return () -> {
      try {
        return group.strays();
      } catch (EngineException e) {
        LOG.warn("processes outside of the freezer are not looked for: {}", e.getMessage());
        return Set.of();
      }
    };
  }

  void thaw() throws EngineException {
    if (group != null && group.canFreeze()) {
      group.thaw();
      if (areSignalled) {
        new SignalBrake(strays(group)).thaw();
        areSignalled = false;
      }
    } else {
      new SignalBrake(marked::find).thaw();
    }
  }

  void kill() throws EngineException {
    if (group != null) {
      if (areSignalled) {
        // Whoever is not where the group kills would stand still for ever, and the unit with it.
        new SignalBrake(strays(group)).kill();
      }
      group.kill();
    } else {
      new SignalBrake(marked::find).kill();
    }
  }

  void remove() throws EngineException {
    if (group != null) {
      group.remove();
    }
  }
}
