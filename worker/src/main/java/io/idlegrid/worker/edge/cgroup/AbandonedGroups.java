package io.idlegrid.worker.edge.cgroup;

import io.idlegrid.worker.domain.run.EngineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Groups that are called after the process that made them, and outlived it: what was killed cannot
 * thaw and end its units any more.
 */
public final class AbandonedGroups {

  /** How the names of those begin that benchmarks make. */
  public static final String OF_BENCHMARKS = "idlegrid-bench-";

  private AbandonedGroups() {}

  /**
   * Thaws, kills and removes them.
   *
   * @param prefix of their names; the number of the process follows
   * @return one sentence for each attempt that was left in them
   */
  public static List<String> remove(CgroupMounts mounts, String prefix) throws IOException {
    List<String> told = new ArrayList<>();
    for (String name : names(mounts, prefix)) {
      AttemptGroups groups = AttemptGroups.open(mounts, name);
      told.addAll(groups.removeStale());
      try {
        groups.close();
      } catch (EngineException e) {
        told.add(String.valueOf(e.getMessage()));
      }
    }
    return told;
  }

  private static Set<String> names(CgroupMounts mounts, String prefix) throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path mount : mounts.all()) {
      for (Path group : Group.childrenOf(mount)) {
        String name = Group.nameOf(String.valueOf(group.getFileName()));
        if (name.startsWith(prefix) && isOfTheDead(name.substring(prefix.length()))) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /** One whose number somebody else has by now stays until that one ends, too. */
  private static boolean isOfTheDead(String number) {
    return number.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(number)).isEmpty();
  }
}
