package io.idlegrid.coordinator.edge.commit;

import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitLog;

/** Commits what a user wants and returns once it is durable. */
public final class Durably {

  private final CommitLog commits;

  public Durably(CommitLog commits) {
    this.commits = commits;
  }

  public void commit(Commit commit) {
    CommitLog.Fate fate = commits.append(commit).toCompletableFuture().join();
    switch (fate.kind()) {
      case DURABLE -> {}
      case BROKEN ->
          throw RefusedException.of(
              Kind.CONFLICT, "conflict", fate.reason(), "look again and repeat");
      case FAILED ->
          throw RefusedException.of(
              Kind.UNAVAILABLE, "store.failed", fate.reason(), "the coordinator must be restarted");
    }
  }
}
