package io.idlegrid.worker.edge.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A ceiling for all attempts together in version 1, where a group's quota may never be below that
 * of a group inside, nor may one be made inside with more. So each attempt gets its part less, and
 * the group above keeps what it has. Used by one thread.
 */
final class LegacyCeiling {

  private static final String QUOTA = "cpu.cfs_quota_us";
  private static final String PERIOD = "cpu.cfs_period_us";

  /** The kernel takes no less. */
  private static final long LEAST = 1_000;

  private final Map<Path, Long> full = new HashMap<>();

  /**
   * @param top directory of the group of all attempts
   */
  void apply(Path top, double cores) throws IOException {
    full.keySet().removeIf(gone -> !Files.exists(gone));
    double sum = 0;
    List<Path> outsideIn = new ArrayList<>();
    for (Path attempt : Group.childrenOf(top)) {
      List<Path> tree = Group.withDescendants(attempt);
      for (Path each : tree) {
        learn(each);
      }
      outsideIn.addAll(tree);
      sum += coresOf(attempt);
    }
    double factor = sum <= cores ? 1 : cores / sum;
    for (int i = outsideIn.size() - 1; i >= 0; i--) {
      change(outsideIn.get(i), factor, true);
    }
    for (Path each : outsideIn) {
      change(each, factor, false);
    }
  }

  /** What a group has when it is seen first is what it was given. */
  private void learn(Path group) throws IOException {
    if (!full.containsKey(group)) {
      full.put(group, new Knobs(group).readLong(QUOTA));
    }
  }

  private double coresOf(Path attempt) throws IOException {
    long quota = full.getOrDefault(attempt, -1L);
    return quota <= 0 ? 0 : (double) quota / new Knobs(attempt).readLong(PERIOD);
  }

  /** From the inside out when it gets less, from the outside in when more. */
  private void change(Path group, double factor, boolean isLess) throws IOException {
    long quota = full.getOrDefault(group, -1L);
    if (quota <= 0 || !Files.exists(group)) {
      return;
    }
    Knobs knobs = new Knobs(group);
    long wanted = Math.min(quota, Math.max(LEAST, Math.round(quota * factor)));
    long now = knobs.readLong(QUOTA);
    if (isLess ? wanted < now : wanted > now) {
      knobs.write(QUOTA, Long.toString(wanted));
    }
  }
}
