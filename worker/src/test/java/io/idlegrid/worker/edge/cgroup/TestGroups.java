package io.idlegrid.worker.edge.cgroup;

import java.io.IOException;

/**
 * Real groups for tests, which do not yield: on a busy machine an idle unit would not get anywhere,
 * and the test wait for ever.
 */
public final class TestGroups {

  private TestGroups() {}

  public static AttemptGroups open() throws IOException {
    return open(CgroupMounts.ofThisProcess());
  }

  static AttemptGroups open(CgroupMounts mounts) throws IOException {
    String name = "idlegrid-test-" + ProcessHandle.current().pid();
    AttemptGroups groups = AttemptGroups.open(mounts, name);
    var cpu = new TopGroup(mounts, name).usableGroup().cpu();
    if (cpu.isPresent() && cpu.get().knobs().has("cpu.idle")) {
      cpu.get().knobs().write("cpu.idle", "0");
    }
    return groups;
  }
}
