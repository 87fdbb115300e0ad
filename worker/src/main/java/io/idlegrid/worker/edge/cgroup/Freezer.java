package io.idlegrid.worker.edge.cgroup;

import java.io.IOException;

/** Stops and continues all processes of a group and of the groups in it. */
interface Freezer {

  void ask(boolean frozen) throws IOException;

  /** Whether every process stands still. */
  boolean isFrozen() throws IOException;

  /** A group above is frozen, so that processes here cannot even die (version 1). */
  boolean isHeldFromAbove() throws IOException;

  /** {@code freezer.state}, kernel documentation cgroup-v1/freezer-subsystem. */
  record Legacy(Knobs knobs) implements Freezer {

    @Override
    public void ask(boolean frozen) throws IOException {
      knobs.write("freezer.state", frozen ? "FROZEN" : "THAWED");
    }

    @Override
    public boolean isFrozen() throws IOException {
      return knobs.read("freezer.state").equals("FROZEN");
    }

    @Override
    public boolean isHeldFromAbove() throws IOException {
      return knobs.readLong("freezer.parent_freezing") == 1;
    }
  }

  /** {@code cgroup.freeze}, kernel documentation cgroup-v2. Its frozen processes can be killed. */
  record Unified(Knobs knobs) implements Freezer {

    @Override
    public void ask(boolean frozen) throws IOException {
      knobs.write("cgroup.freeze", frozen ? "1" : "0");
    }

    @Override
    public boolean isFrozen() throws IOException {
      return knobs.readKey("cgroup.events", "frozen").orElse(0) == 1;
    }

    @Override
    public boolean isHeldFromAbove() {
      return false;
    }
  }
}
