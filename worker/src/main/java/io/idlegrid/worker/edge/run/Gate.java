package io.idlegrid.worker.edge.run;

/** Closed while attempts must not run; nothing is started then. */
public final class Gate {

  private boolean isOpen = true;

  /** Opens or closes it. */
  public synchronized void set(boolean open) {
    isOpen = open;
    notifyAll();
  }

  synchronized void awaitOpen() throws InterruptedException {
    while (!isOpen) {
      wait();
    }
  }
}
