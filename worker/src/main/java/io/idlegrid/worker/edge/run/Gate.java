package io.idlegrid.worker.edge.run;

import java.util.function.BooleanSupplier;

/** Closed while attempts must not run; nothing is started then. */
public final class Gate {

  private boolean isOpen = true;

  /** Opens or closes it. */
  public synchronized void set(boolean open) {
    isOpen = open;
    notifyAll();
  }

  /** Whether attempts may run now. */
  public synchronized boolean isOpen() {
    return isOpen;
  }

  /** Whoever waits looks again whether it still wants to. */
  synchronized void nudge() {
    notifyAll();
  }

  /** Waits until it is open, or the one who waits has given up. */
  public void awaitOpen(BooleanSupplier hasGivenUp) throws InterruptedException {
    while (!hasGivenUp.getAsBoolean()) {
      synchronized (this) {
        if (isOpen) {
          return;
        }
        wait(LOOK_MILLIS);
      }
    }
  }

  /** A nudge between the question and the wait would be missed for longer. */
  private static final long LOOK_MILLIS = 200;
}
