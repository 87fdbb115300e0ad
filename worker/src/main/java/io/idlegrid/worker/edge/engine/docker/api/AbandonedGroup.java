package io.idlegrid.worker.edge.engine.docker.api;

import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.edge.cgroup.AttemptGroup;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.CgroupMounts;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control group of an attempt whose agent died. The engine cannot remove a container that
 * somebody else froze, so it is killed here first.
 *
 * @param group absent where there was none
 */
record AbandonedGroup(@Nullable AttemptGroup group) {

  private static final Logger LOG = LoggerFactory.getLogger(AbandonedGroup.class);

  static AbandonedGroup of(String mark, String attempt) {
    try {
      AttemptGroups groups = AttemptGroups.open(CgroupMounts.ofThisProcess(), mark);
      return new AbandonedGroup(groups.find(new AttemptName(attempt)).orElse(null));
    } catch (IOException e) {
      LOG.warn("control groups cannot be read: {}", e.toString());
      return new AbandonedGroup(null);
    }
  }

  void kill() {
    try {
      if (group != null) {
        group.kill();
      }
    } catch (EngineException e) {
      LOG.warn("{}", e.getMessage());
    }
  }
}
