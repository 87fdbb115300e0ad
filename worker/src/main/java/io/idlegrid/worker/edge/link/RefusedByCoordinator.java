package io.idlegrid.worker.edge.link;

import java.io.IOException;

/** The coordinator answered, and the answer was no: trying again unchanged will not help. */
public final class RefusedByCoordinator extends IOException {

  private static final long serialVersionUID = 1;

  private final int status;

  RefusedByCoordinator(int status, String problem) {
    super(problem);
    this.status = status;
  }

  /** HTTP status of the answer. */
  public int status() {
    return status;
  }

  /** Whether the same request may succeed later: overload, restart, or a full disk. */
  public boolean isPassing() {
    return status == 429 || status >= 500;
  }
}
