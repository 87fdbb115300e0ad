package io.idlegrid.worker.edge.engine.process;

import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.edge.cgroup.AttemptGroup;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All processes of one unit: by its group where there is one, else by their mark. */
final class UnitProcesses {

  private final @Nullable AttemptGroup group;
  private final MarkedProcesses marked;
  private final boolean stopBySignal;

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

  void thaw() throws EngineException {
    if (group != null && group.canFreeze()) {
      group.thaw();
    } else {
      new SignalBrake(marked::find).thaw();
    }
  }

  void kill() throws EngineException {
    if (group != null) {
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
