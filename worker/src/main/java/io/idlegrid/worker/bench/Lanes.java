package io.idlegrid.worker.bench;

import io.idlegrid.worker.domain.availability.Room;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.edge.run.StoppableAttempts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Busy units that the guard stops and the gate lets start. */
final class Lanes implements StoppableAttempts {

  private final List<RunningUnit> units;
  private final boolean[] isFrozen;
  private volatile boolean isOpen = true;

  Lanes(List<RunningUnit> units) {
    this.units = List.copyOf(units);
    this.isFrozen = new boolean[units.size()];
  }

  /** Whether units may run as far as the gate is concerned; the guard's thread carries it out. */
  void open(boolean newIsOpen) {
    isOpen = newIsOpen;
  }

  @Override
  public Settled settle(Wish wish) {
    List<String> failures = new ArrayList<>();
    int thaws = wish.mostThaws();
    boolean areWaiting = false;
    List<Boolean> fits = new Room(wish.cores()).fits(Collections.nCopies(isFrozen.length, 1.0));
    for (int i = 0; i < isFrozen.length; i++) {
      boolean stands = wish.areStopped() || !isOpen || !fits.get(i);
      if (stands != isFrozen[i] && (stands || thaws-- > 0)) {
        change(i, stands, failures);
      }
      areWaiting |= isFrozen[i] && !stands;
    }
    return new Settled(areWaiting, failures);
  }

  @Override
  public boolean areLeaving() {
    return false;
  }

  private void change(int index, boolean stands, List<String> failures) {
    try {
      if (stands) {
        units.get(index).freeze();
      } else {
        units.get(index).thaw();
      }
      isFrozen[index] = stands;
    } catch (EngineException e) {
      failures.add(String.valueOf(e.getMessage()));
    }
  }
}
