package io.idlegrid.worker.edge.cgroup;

import java.io.IOException;
import java.util.Map;

/**
 * Version 2 as it is mounted beside version 1 on mixed systems: freezing, killing, CPU accounting.
 */
class UnifiedAttemptGroupsIT extends AttemptGroupsContract {

  @Override
  CgroupMounts mounts() throws IOException {
    CgroupMounts all = CgroupMounts.ofThisProcess();
    return new CgroupMounts(Map.of(), all.unified(), all.nested());
  }
}
