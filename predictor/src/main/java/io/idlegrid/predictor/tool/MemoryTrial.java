package io.idlegrid.predictor.tool;

import io.idlegrid.predictor.rule.SteadyRule;
import io.idlegrid.predictor.tool.trace.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Plays memory in use forward and asks {@link SteadyRule} every ten minutes; hosts weigh alike. A
 * start is where it states at most one percent of risk, a conflict where the peak then passed the
 * threshold.
 */
final class MemoryTrial {
  private static final double RISK = .01;
  private static final double EVERY = 600;
  private static final int LEAST_OBSERVED = 600;
  private static final List<Integer> MINUTES = List.of(5, 15, 60);

  /** Thresholds so far above the highest of the last day, then fixed ones, in percent. */
  private static final List<Integer> ABOVE = List.of(5, 10, 20, 40);

  private static final List<Integer> FIXED = List.of(50, 75, 90);
  private static final int THRESHOLDS = ABOVE.size() + FIXED.size();

  private final Cell[][] cells = cells();
  private int hosts;

  /** Starts, conflicts and idle times of one host, or shares of them summed over hosts. */
  private static final class Cell {
    private double asked;
    private double idle;
    private double started;
    private double conflicts;

    void ask(boolean start, boolean stayed) {
      asked++;
      idle += stayed ? 1 : 0;
      started += start ? 1 : 0;
      conflicts += start && !stayed ? 1 : 0;
    }

    void add(Cell host) {
      if (host.asked > 0) {
        idle += host.idle / host.asked;
        started += host.started / host.asked;
        conflicts += host.conflicts / host.asked;
      }
    }
  }

  private static Cell[][] cells() {
    Cell[][] made = new Cell[MINUTES.size()][THRESHOLDS];
    for (Cell[] ofSpan : made) {
      for (int i = 0; i < ofSpan.length; i++) {
        ofSpan[i] = new Cell();
      }
    }
    return made;
  }

  void add(Trace memory) {
    hosts++;
    Cell[][] own = cells();
    var rule = new SteadyRule();
    Duration spacing = millis(memory.spacing());
    int every = (int) Math.max(1, EVERY / memory.spacing());
    for (int i = 0; i < memory.size(); i++) {
      double now = memory.seconds()[i];
      rule.observe(Instant.EPOCH.plus(millis(now)), spacing, memory.percent()[i]);
      if (i % every == 0 && rule.observed().toSeconds() >= LEAST_OBSERVED) {
        ask(rule, memory, now, own);
      }
    }
    for (int span = 0; span < own.length; span++) {
      for (int place = 0; place < THRESHOLDS; place++) {
        cells[span][place].add(own[span][place]);
      }
    }
  }

  private static void ask(SteadyRule rule, Trace memory, double now, Cell[][] own) {
    double last = memory.seconds()[memory.size() - 1];
    for (int span = 0; span < own.length; span++) {
      double seconds = 60.0 * MINUTES.get(span);
      double peak = memory.peakAfter(now, seconds);
      if (Double.isNaN(peak) || now + seconds > last) {
        continue;
      }
      for (int place = 0; place < THRESHOLDS; place++) {
        double threshold = threshold(rule, place);
        if (threshold < 100) {
          own[span][place].ask(rule.risk(threshold, seconds) <= RISK, peak <= threshold);
        }
      }
    }
  }

  private static double threshold(SteadyRule rule, int place) {
    return place < ABOVE.size() ? rule.peak() + ABOVE.get(place) : FIXED.get(place - ABOVE.size());
  }

  private static Duration millis(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  int hosts() {
    return hosts;
  }

  String table() {
    var text = new StringBuilder();
    text.append(hosts).append(" hosts; started where the rule states at most 1 % of risk\n");
    text.append("span    threshold    recall conflicts\n");
    double started = 0;
    double conflicts = 0;
    for (int span = 0; span < cells.length; span++) {
      for (int place = 0; place < THRESHOLDS; place++) {
        Cell cell = cells[span][place];
        started += cell.started;
        conflicts += cell.conflicts;
        String threshold =
            place < ABOVE.size()
                ? "peak + " + ABOVE.get(place) + " %"
                : FIXED.get(place - ABOVE.size()) + " %";
        text.append(
            String.format(
                Locale.ROOT,
                "%-7s %-12s %6.3f   %6.2f%%%n",
                MINUTES.get(span) + " min",
                threshold,
                share(cell.started - cell.conflicts, cell.idle),
                100 * share(cell.conflicts, cell.started)));
      }
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "all                          %6.2f%%%n",
                100 * share(conflicts, started)))
        .toString();
  }

  private static double share(double part, double whole) {
    return whole > 0 ? part / whole : 0;
  }
}
