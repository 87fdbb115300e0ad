package io.idlegrid.predictor.tool;

import java.util.Arrays;
import java.util.List;

/**
 * Starts, conflicts and idle times by span and threshold: counts of one host, or shares of them
 * summed over hosts, which then weigh alike.
 */
final class MemoryScores {
  static final List<Integer> MINUTES = List.of(5, 15, 60);

  /** Thresholds so far above the highest of the last day, then fixed ones, in percent. */
  private static final List<Integer> ABOVE = List.of(5, 10, 20, 40);

  private static final List<Integer> FIXED = List.of(50, 75, 90);

  static final int THRESHOLDS = ABOVE.size() + FIXED.size();

  private final double[] asked = new double[MINUTES.size() * THRESHOLDS];
  private final double[] idle = new double[asked.length];
  private final double[] started = new double[asked.length];
  private final double[] conflicts = new double[asked.length];

  /** A threshold in percent, given the highest of the last day. */
  static double threshold(int place, double peak) {
    return place < ABOVE.size() ? peak + ABOVE.get(place) : FIXED.get(place - ABOVE.size());
  }

  /** A threshold in words. */
  static String name(int place) {
    return place < ABOVE.size()
        ? "peak + " + ABOVE.get(place) + " %"
        : FIXED.get(place - ABOVE.size()) + " %";
  }

  void ask(int span, int place, boolean start, boolean stayed) {
    int cell = span * THRESHOLDS + place;
    asked[cell]++;
    idle[cell] += stayed ? 1 : 0;
    started[cell] += start ? 1 : 0;
    conflicts[cell] += start && !stayed ? 1 : 0;
  }

  /** Adds a host by its shares. */
  void addHost(MemoryScores host) {
    for (int cell = 0; cell < asked.length; cell++) {
      if (host.asked[cell] > 0) {
        idle[cell] += host.idle[cell] / host.asked[cell];
        started[cell] += host.started[cell] / host.asked[cell];
        conflicts[cell] += host.conflicts[cell] / host.asked[cell];
      }
    }
  }

  /** Adds what was summed over other hosts. */
  void add(MemoryScores other) {
    for (int cell = 0; cell < asked.length; cell++) {
      idle[cell] += other.idle[cell];
      started[cell] += other.started[cell];
      conflicts[cell] += other.conflicts[cell];
    }
  }

  /** Share of the idle times in which units started. */
  double recall(int span, int place) {
    int cell = span * THRESHOLDS + place;
    return share(started[cell] - conflicts[cell], idle[cell]);
  }

  double conflictRate(int span, int place) {
    int cell = span * THRESHOLDS + place;
    return share(conflicts[cell], started[cell]);
  }

  /** Conflicts of all starts. */
  double conflictRate() {
    return share(Arrays.stream(conflicts).sum(), Arrays.stream(started).sum());
  }

  /** The most that any span and threshold met. */
  double worstRate() {
    double worst = 0;
    for (int cell = 0; cell < asked.length; cell++) {
      worst = Math.max(worst, share(conflicts[cell], started[cell]));
    }
    return worst;
  }

  /** Recall, all spans and thresholds alike. */
  double meanRecall() {
    double sum = 0;
    for (int cell = 0; cell < asked.length; cell++) {
      sum += share(started[cell] - conflicts[cell], idle[cell]);
    }
    return sum / asked.length;
  }

  private static double share(double part, double whole) {
    return whole > 0 ? part / whole : 0;
  }
}
