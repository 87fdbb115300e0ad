package io.idlegrid.worker.edge.group;

import io.idlegrid.worker.domain.run.ThawedTime;
import java.time.Duration;

/** A group's time, which stands still while the group does. */
final class GroupClock {

  private ThawedTime time = ThawedTime.startedAt(System.nanoTime());
  private boolean isFrozen;
  private int freezes;

  synchronized Duration now() {
    return time.passed(System.nanoTime());
  }

  /** From now on nothing is to be started: what is being frozen may not be yet. */
  synchronized void freezing() {
    isFrozen = true;
    freezes++;
  }

  /** It could not be frozen. */
  synchronized void goesOn() {
    isFrozen = false;
  }

  synchronized void frozen() {
    time = time.stop(System.nanoTime());
  }

  synchronized void thawed() {
    time = time.go(System.nanoTime());
    isFrozen = false;
  }

  synchronized boolean isFrozen() {
    return isFrozen;
  }

  /** How often the group was frozen: an answer that was frozen on its way says nothing. */
  synchronized int freezes() {
    return freezes;
  }
}
