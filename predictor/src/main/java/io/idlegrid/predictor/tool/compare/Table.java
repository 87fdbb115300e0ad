package io.idlegrid.predictor.tool.compare;

import io.idlegrid.predictor.tool.day.HostDay;

/**
 * What is known of a host at each instant, and the peak of the five minutes that follow.
 *
 * @param inputs rows × {@link #NAMES}
 * @param targets peak load in percent, one per row
 * @param overlap rows whose targets share samples with a row's: the next so many
 */
// Arrays are handed over, not copied: nobody writes them.
@SuppressWarnings("ArrayRecordComponent")
record Table(double[][] inputs, double[] targets, int overlap) {
  static final String[] NAMES = {
    "second_of_day",
    "load",
    "before",
    "mean_1m",
    "mean_5m",
    "mean_15m",
    "max_5m",
    "max_15m",
    "memory",
    "network"
  };
  private static final int AHEAD_SECONDS = 300;
  private static final int LONGEST_BACK = 900;

  /**
   * @param every a row each so many seconds
   */
  static Table of(HostDay day, int every) {
    int ahead = (int) (AHEAD_SECONDS / day.stepSeconds());
    int back = (int) (LONGEST_BACK / day.stepSeconds());
    int stride = Math.max(1, (int) (every / day.stepSeconds()));
    int count = (day.size() - ahead - back) / stride;
    double[][] inputs = new double[count][];
    double[] targets = new double[count];
    for (int i = 0; i < count; i++) {
      int now = back + i * stride;
      inputs[i] = inputs(day, now);
      targets[i] = max(day, now + 1, now + ahead);
    }
    return new Table(inputs, targets, ahead / stride);
  }

  private static double[] inputs(HostDay day, int now) {
    int minute = (int) (60 / day.stepSeconds());
    return new double[] {
      now * day.stepSeconds() % 86_400,
      day.cpu()[now],
      day.cpu()[now - 1],
      mean(day, now, minute),
      mean(day, now, 5 * minute),
      mean(day, now, 15 * minute),
      max(day, now - 5 * minute + 1, now),
      max(day, now - 15 * minute + 1, now),
      day.memory()[now],
      day.network()[now]
    };
  }

  private static double mean(HostDay day, int now, int samples) {
    double sum = 0;
    for (int i = now - samples + 1; i <= now; i++) {
      sum += day.cpu()[i];
    }
    return sum / samples;
  }

  private static double max(HostDay day, int from, int to) {
    double highest = 0;
    for (int i = from; i <= to; i++) {
      highest = Math.max(highest, day.cpu()[i]);
    }
    return highest;
  }

  int size() {
    return targets.length;
  }

  Table rows(int[] chosen) {
    double[][] some = new double[chosen.length][];
    double[] wanted = new double[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      some[i] = inputs[chosen[i]];
      wanted[i] = targets[chosen[i]];
    }
    return new Table(some, wanted, overlap);
  }
}
