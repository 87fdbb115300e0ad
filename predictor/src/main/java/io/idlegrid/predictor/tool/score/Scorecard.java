package io.idlegrid.predictor.tool.score;

import io.idlegrid.predictor.tool.replay.Replay;
import io.idlegrid.predictor.tool.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Collects what was forecast and what came; the same rules as the scoring script's. */
public final class Scorecard {
  static final int[] WANTED = {25, 50, 75, 90};
  static final double[] QUANTILES = {.5, .9, .95, .99};
  static final double PROMISE = .99;
  private static final int RULES_FROM = WANTED.length;
  private static final int QUANTILES_FROM = RULES_FROM + SimpleRules.NAMES.size();
  private static final int COLUMNS = QUANTILES_FROM + QUANTILES.length;

  /**
   * A quantile costs fifty times a probability: coverage is taken at some epochs only, every 23
   * minutes, which is no multiple of what hosts repeat.
   */
  private static final int COVERAGE_EVERY = 23;

  private static final double EARLY = .65;

  /** How the basis of a forecast begins that simple rules have a say in. */
  private static final String RULED = "trees and ";

  private final Map<Integer, Judged> byHorizon = new TreeMap<>();
  private final List<Boolean> embedded = new ArrayList<>();
  private final List<String> hosts = new ArrayList<>();
  private final PointErrors pointErrors = new PointErrors();
  private final Set<String> ruled = new TreeSet<>();
  private int forecasts;
  private int ruledForecasts;
  private @Nullable String current;
  private @Nullable SimpleRules rules;

  /** Enters a forecast; those of one trace follow each other. */
  public void add(Replay.Made made) {
    Trace trace = made.trace();
    if (!trace.device().equals(current)) {
      current = trace.device();
      rules = new SimpleRules(trace);
      hosts.add(trace.device());
      embedded.add(trace.quantile(EARLY, .5) <= 15 && trace.quantile(EARLY, .995) >= 20);
    }
    double peak = trace.peakAfter(made.second(), made.horizonSeconds());
    if (!made.test() || Double.isNaN(peak) || rules == null) {
      return;
    }
    byHorizon
        .computeIfAbsent(made.horizonSeconds(), any -> new Judged(COLUMNS))
        .add(hosts.size() - 1, peak, row(made, rules.peaks(made.second())));
    pointErrors.add(hosts.size() - 1, made);
    forecasts++;
    if (made.forecast().basis().method().startsWith(RULED)) {
      ruledForecasts++;
      ruled.add(trace.device());
    }
  }

  /** Hosts on which a simple rule spoke beside the trees at some time. */
  Set<String> ruledHosts() {
    return Set.copyOf(ruled);
  }

  /** Share of forecasts in which a simple rule had a say. */
  double ruledShare() {
    return forecasts == 0 ? 0 : (double) ruledForecasts / forecasts;
  }

  private static float[] row(Replay.Made made, float[] rulePeaks) {
    Duration span = Duration.ofSeconds(made.horizonSeconds());
    float[] row = new float[COLUMNS];
    for (int i = 0; i < WANTED.length; i++) {
      row[i] = (float) made.forecast().idleProbability(WANTED[i], span);
    }
    System.arraycopy(rulePeaks, 0, row, RULES_FROM, rulePeaks.length);
    boolean covers = Math.floorMod(Math.round(made.second() / 60), COVERAGE_EVERY) == 0;
    for (int i = 0; i < QUANTILES.length; i++) {
      row[QUANTILES_FROM + i] =
          covers ? (float) made.forecast().peakQuantile(QUANTILES[i], span) : Float.NaN;
    }
    return row;
  }

  List<Integer> horizons() {
    return List.copyOf(byHorizon.keySet());
  }

  List<String> hosts() {
    return List.copyOf(hosts);
  }

  PointErrors pointErrors() {
    return pointErrors;
  }

  boolean[] everyHost() {
    boolean[] all = new boolean[hosts.size()];
    java.util.Arrays.fill(all, true);
    return all;
  }

  boolean[] embeddedHosts() {
    boolean[] some = new boolean[hosts.size()];
    for (int i = 0; i < some.length; i++) {
      some[i] = embedded.get(i);
    }
    return some;
  }

  /** Only that host counts. */
  boolean[] only(int host) {
    boolean[] one = new boolean[hosts.size()];
    one[host] = true;
    return one;
  }

  /**
   * One question: may a unit that wants this share of the CPU start for this long?
   *
   * @param horizon in seconds
   * @param wanted place in {@link #WANTED}
   * @param included hosts that count
   */
  Cell cell(int horizon, int wanted, boolean[] included) {
    Judged judged = byHorizon.getOrDefault(horizon, new Judged(COLUMNS));
    return new Cell(judged, wanted, judged.weights(included));
  }

  /** Forecasts of one horizon and one wanted share, with their weights. */
  // The weights are handed over, not copied: nobody writes them.
  @SuppressWarnings("ArrayRecordComponent")
  record Cell(Judged judged, int wanted, double[] weights) {

    boolean[] idle() {
      boolean[] idle = new boolean[judged.size()];
      for (int row = 0; row < idle.length; row++) {
        idle[row] = judged.peak(row) <= 100 - WANTED[wanted];
      }
      return idle;
    }

    float[] probabilities() {
      float[] scores = new float[judged.size()];
      for (int row = 0; row < scores.length; row++) {
        scores[row] = judged.value(wanted, row);
      }
      return scores;
    }

    Frontier forecast() {
      return Frontier.of(probabilities(), idle(), weights);
    }

    Frontier rule(int rule) {
      float[] scores = new float[judged.size()];
      for (int row = 0; row < scores.length; row++) {
        scores[row] = 100 - WANTED[wanted] - judged.value(RULES_FROM + rule, row);
      }
      return Frontier.of(scores, idle(), weights);
    }

    /** Share of epochs that stay idle. */
    double idleShare() {
      boolean[] idle = idle();
      double all = 0;
      double idleWeight = 0;
      for (int row = 0; row < idle.length; row++) {
        all += weights[row];
        idleWeight += idle[row] ? weights[row] : 0;
      }
      return idleWeight / Math.max(all, 1e-12);
    }

    /** Recall and conflict rate where the forecast's own word is at least {@link #PROMISE}. */
    double[] nominal() {
      return started(row -> judged.value(wanted, row) >= PROMISE);
    }

    /** The same of a simple rule: where the peak that it expects leaves what is wanted. */
    double[] nominal(int rule) {
      return started(row -> judged.value(RULES_FROM + rule, row) <= 100 - WANTED[wanted]);
    }

    private double[] started(IntPredicate starts) {
      boolean[] idle = idle();
      double idleWeight = 0;
      double started = 0;
      double broken = 0;
      for (int row = 0; row < idle.length; row++) {
        boolean start = weights[row] > 0 && starts.test(row);
        idleWeight += idle[row] ? weights[row] : 0;
        started += start ? weights[row] : 0;
        broken += start && !idle[row] ? weights[row] : 0;
      }
      return new double[] {
        (started - broken) / Math.max(idleWeight, 1e-12), started > 0 ? broken / started : 0
      };
    }

    /** Share of peaks within each of {@link #QUANTILES}. */
    double[] coverage() {
      double[] within = new double[QUANTILES.length];
      double all = 0;
      for (int row = 0; row < judged.size(); row++) {
        for (int q = 0; q < within.length; q++) {
          all += q == 0 && !Float.isNaN(judged.value(QUANTILES_FROM, row)) ? weights[row] : 0;
          boolean covered = judged.peak(row) <= judged.value(QUANTILES_FROM + q, row) + 1e-4;
          within[q] += covered ? weights[row] : 0;
        }
      }
      for (int q = 0; q < within.length; q++) {
        within[q] /= Math.max(all, 1e-12);
      }
      return within;
    }
  }
}
