package io.idlegrid.coordinator.flow;

/** A commit was refused because something it relied on was no longer so. */
public final class ClaimBroken extends RuntimeException {

  private static final long serialVersionUID = 1;

  ClaimBroken(String reason) {
    super(reason);
  }
}
