package io.idlegrid.predictor.calibration;

import io.idlegrid.predictor.rule.SimpleRule;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets a simple rule speak for one device where it has lately done better there than the trees: per
 * horizon and range of thresholds, how often each would have let work start at the promised risk,
 * and how often that met a conflict, both forgetting with a half-life of five days. A rule's word
 * is its measured conflict rate, from a prior that many quiet starts have to outweigh; it speaks
 * only while that rate is within the promise and it starts more than the trees do. Constant size.
 */
public final class RuleFallback {
  private static final double HALF_LIFE = 5 * 86_400e3;
  private static final int HORIZONS = 4;
  private static final double[] EDGES = {0, 17, 37, 62, 100};
  private static final int RANGES = EDGES.length - 1;
  private static final int SOURCES = SimpleRule.ALL.size() + 1;
  private static final int TREES = SOURCES - 1;

  /** Conflicts believed in before the first start; more for spans that overlap in examples. */
  private static final double PRIOR = .6;

  private static final double[] OVERLAPS = {1, 2, 6, 24};

  /** Share of the idle time that a rule must harvest beyond the trees before it speaks. */
  private static final double MARGIN = .02;

  private final float[] started = new float[HORIZONS * RANGES * SOURCES];
  private final float[] conflicts = new float[HORIZONS * RANGES * SOURCES];
  private final float[] idle = new float[HORIZONS * RANGES];
  private final long[] newest = new long[HORIZONS];

  /**
   * Enters a forecast made before its outcome was known.
   *
   * @param treesStart whether the trees alone would have let work start at the promised risk
   * @param recent what rules looked at then
   */
  public void learn(
      int horizon,
      double threshold,
      long atMillis,
      boolean treesStart,
      SimpleRule.Recent recent,
      boolean stayedIdle) {
    forget(horizon, atMillis);
    int cell = horizon * RANGES + range(threshold);
    idle[cell] += stayedIdle ? 1 : 0;
    enter(cell, TREES, treesStart, stayedIdle);
    for (SimpleRule rule : SimpleRule.ALL) {
      enter(cell, rule.index(), rule.peak(recent) <= threshold, stayedIdle);
    }
  }

  private void enter(int cell, int source, boolean start, boolean stayedIdle) {
    if (start) {
      started[cell * SOURCES + source]++;
      conflicts[cell * SOURCES + source] += stayedIdle ? 0 : 1;
    }
  }

  private void forget(int horizon, long atMillis) {
    if (atMillis <= newest[horizon]) {
      return;
    }
    float kept = (float) Math.pow(.5, (atMillis - newest[horizon]) / HALF_LIFE);
    for (int cell = horizon * RANGES; cell < (horizon + 1) * RANGES; cell++) {
      idle[cell] *= kept;
      for (int at = cell * SOURCES; at < (cell + 1) * SOURCES; at++) {
        started[at] *= kept;
        conflicts[at] *= kept;
      }
    }
    newest[horizon] = atMillis;
  }

  /**
   * The rules that speak, with what they expect now.
   *
   * @param recent what rules look at now
   */
  public Words words(SimpleRule.Recent recent) {
    List<Word> words = new ArrayList<>();
    for (int horizon = 0; horizon < HORIZONS; horizon++) {
      for (int range = 0; range < RANGES; range++) {
        SimpleRule rule = better(horizon, range);
        if (rule != null) {
          double peak = rule.peak(recent);
          words.add(new Word(rule, horizon, range, peak, risk(horizon, range, rule.index())));
        }
      }
    }
    return new Words(words);
  }

  private @Nullable SimpleRule better(int horizon, int range) {
    int cell = horizon * RANGES + range;
    double best = harvest(cell, TREES) + MARGIN * idle[cell];
    SimpleRule better = null;
    for (SimpleRule rule : SimpleRule.ALL) {
      double harvest = harvest(cell, rule.index());
      if (harvest > best && risk(horizon, range, rule.index()) <= RiskCalibration.PROMISED_RISK) {
        best = harvest;
        better = rule;
      }
    }
    return better;
  }

  private double harvest(int cell, int source) {
    return started[cell * SOURCES + source] - conflicts[cell * SOURCES + source];
  }

  private double risk(int horizon, int range, int source) {
    int at = (horizon * RANGES + range) * SOURCES + source;
    double prior = PRIOR * OVERLAPS[horizon];
    return (conflicts[at] + prior) / (started[at] + prior);
  }

  private static int range(double threshold) {
    int range = 0;
    while (range < RANGES - 1 && threshold >= EDGES[range + 1]) {
      range++;
    }
    return range;
  }

  /**
   * One rule's word for one horizon and range of thresholds.
   *
   * @param range place of the range, lowest first
   * @param peak expected in percent
   * @param risk measured, 0..1
   */
  private record Word(SimpleRule rule, int horizon, int range, double peak, double risk) {
    boolean holdsAt(double threshold) {
      boolean isOpen = range == 0 || threshold >= EDGES[range];
      return isOpen && peak <= Math.min(threshold, range == RANGES - 1 ? 100 : below());
    }

    /** A word for a range holds for all higher thresholds, if the peak lies within the range. */
    private double below() {
      return Math.nextDown(EDGES[range + 1]);
    }
  }

  /** Words of the rules that speak for a device, as they were when asked for. */
  public static final class Words {
    private final List<Word> words;

    private Words(List<Word> words) {
      this.words = words;
    }

    /** Probability of staying idle that a rule stands for; 0 where none speaks. */
    public double probability(int horizon, double threshold) {
      double best = 0;
      for (Word word : words) {
        if (word.horizon == horizon && word.holdsAt(threshold)) {
          best = Math.max(best, 1 - word.risk);
        }
      }
      return best;
    }

    /** Names of the rules that speak anywhere, each once. */
    public List<String> rules() {
      return words.stream().map(word -> word.rule.title()).distinct().toList();
    }
  }

  public void write(DataOutputStream out) throws IOException {
    for (float[] part : List.of(started, conflicts, idle)) {
      for (float value : part) {
        out.writeFloat(value);
      }
    }
    for (long millis : newest) {
      out.writeLong(millis);
    }
  }

  public static RuleFallback read(DataInputStream in) throws IOException {
    var read = new RuleFallback();
    for (float[] part : List.of(read.started, read.conflicts, read.idle)) {
      for (int i = 0; i < part.length; i++) {
        part[i] = in.readFloat();
      }
    }
    for (int horizon = 0; horizon < HORIZONS; horizon++) {
      read.newest[horizon] = in.readLong();
    }
    return read;
  }
}
