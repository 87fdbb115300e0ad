package io.idlegrid.predictor.tool;

import io.idlegrid.predictor.rule.SteadyRule;
import io.idlegrid.predictor.rule.SteadyRule.Numbers;
import io.idlegrid.predictor.tool.trace.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Plays memory in use forward and asks {@link SteadyRule} every ten minutes, with its own numbers
 * and with others; hosts weigh alike. A start is where it states at most one percent of risk, a
 * conflict where the peak then passed the threshold. Numbers are chosen on the earlier part of
 * every trace and tried on the later one, or chosen on some data sets and tried on another: what a
 * rule risks where it was fitted says little.
 */
final class MemoryTrial {
  private static final double RISK = .01;
  private static final double EVERY = 600;
  private static final int LEAST_OBSERVED = 600;

  /** Share of a trace on which numbers are chosen, as in the backtest of the load. */
  private static final double EARLIER = .65;

  private static final List<Numbers> CANDIDATES = candidates();

  private final Map<String, Map<Part, List<MemoryScores>>> bySource = new TreeMap<>();
  private int hosts;

  private enum Part {
    EARLIER,
    LATER
  }

  private static List<Numbers> candidates() {
    List<Numbers> all = new ArrayList<>();
    for (double scale : new double[] {3, 5, 7, 10, 14}) {
      for (double range : new double[] {.25, .5, 1}) {
        for (double unbounded : new double[] {.005, .01, .02, .05}) {
          for (double multiple : new double[] {2, 4}) {
            all.add(new Numbers(scale, range, unbounded, multiple));
          }
        }
      }
    }
    return all;
  }

  void add(Trace memory) {
    hosts++;
    Map<Part, List<MemoryScores>> sums = bySource.computeIfAbsent(memory.source(), any -> fresh());
    Map<Part, List<MemoryScores>> own = fresh();
    var rule = new SteadyRule();
    Duration spacing = millis(memory.spacing());
    int every = (int) Math.max(1, EVERY / memory.spacing());
    double cut = memory.secondsAt(EARLIER);
    for (int i = 0; i < memory.size(); i++) {
      double now = memory.seconds()[i];
      rule.observe(Instant.EPOCH.plus(millis(now)), spacing, memory.percent()[i]);
      if (i % every == 0 && rule.observed().toSeconds() >= LEAST_OBSERVED) {
        ask(rule, memory, now, cut, own);
      }
    }
    for (Part part : Part.values()) {
      for (int i = 0; i < CANDIDATES.size(); i++) {
        of(sums, part).get(i).addHost(of(own, part).get(i));
      }
    }
  }

  private static Map<Part, List<MemoryScores>> fresh() {
    Map<Part, List<MemoryScores>> scores = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      scores.put(part, CANDIDATES.stream().map(any -> new MemoryScores()).toList());
    }
    return scores;
  }

  private static List<MemoryScores> of(Map<Part, List<MemoryScores>> scores, Part part) {
    return scores.getOrDefault(part, List.of());
  }

  private static void ask(
      SteadyRule rule, Trace memory, double now, double cut, Map<Part, List<MemoryScores>> own) {
    double last = memory.seconds()[memory.size() - 1];
    for (int span = 0; span < MemoryScores.MINUTES.size(); span++) {
      double seconds = 60.0 * MemoryScores.MINUTES.get(span);
      double peak = memory.peakAfter(now, seconds);
      boolean straddles = now <= cut && now + seconds > cut;
      if (Double.isNaN(peak) || now + seconds > last || straddles) {
        continue;
      }
      List<MemoryScores> scores = of(own, now <= cut ? Part.EARLIER : Part.LATER);
      for (int place = 0; place < MemoryScores.THRESHOLDS; place++) {
        double threshold = MemoryScores.threshold(place, rule.peak());
        for (int i = 0; i < scores.size() && threshold < 100; i++) {
          boolean start = rule.risk(threshold, seconds, CANDIDATES.get(i)) <= RISK;
          scores.get(i).ask(span, place, start, peak <= threshold);
        }
      }
    }
  }

  private static Duration millis(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  int hosts() {
    return hosts;
  }

  private MemoryScores sum(int candidate, Predicate<String> source, Part... parts) {
    var sum = new MemoryScores();
    bySource.forEach(
        (name, scores) -> {
          if (source.test(name)) {
            for (Part part : parts) {
              sum.add(of(scores, part).get(candidate));
            }
          }
        });
    return sum;
  }

  /** Of the numbers that keep the risk in every cell, those of most recall; else the safest. */
  private int chosen(Predicate<String> source, Part... parts) {
    record Tried(int candidate, double worst, double recall) {}
    List<Tried> tried = new ArrayList<>();
    for (int i = 0; i < CANDIDATES.size(); i++) {
      MemoryScores scores = sum(i, source, parts);
      tried.add(new Tried(i, Math.max(RISK, scores.worstRate()), scores.meanRecall()));
    }
    return tried.stream()
        .min(
            Comparator.comparingDouble(Tried::worst)
                .thenComparing(Comparator.comparingDouble(Tried::recall).reversed()))
        .orElseThrow()
        .candidate();
  }

  String table() {
    int earlier = chosen(any -> true, Part.EARLIER);
    MemoryScores later = sum(earlier, any -> true, Part.LATER);
    var text = new StringBuilder();
    text.append(hosts).append(" hosts; started where the rule states at most 1 % of risk\n");
    text.append("numbers chosen on the first 65 % of every trace (")
        .append(words(CANDIDATES.get(earlier)))
        .append("), tried on the rest\n");
    text.append("span    threshold    recall conflicts\n");
    for (int span = 0; span < MemoryScores.MINUTES.size(); span++) {
      for (int place = 0; place < MemoryScores.THRESHOLDS; place++) {
        text.append(
            String.format(
                Locale.ROOT,
                "%-7s %-12s %6.3f   %6.2f%%%n",
                MemoryScores.MINUTES.get(span) + " min",
                MemoryScores.name(place),
                later.recall(span, place),
                100 * later.conflictRate(span, place)));
      }
    }
    text.append(
        "\nnumbers                                            recall conflicts  worst cell\n");
    line(text, "chosen on the first 65 %, tried on the rest", later);
    if (bySource.size() > 1) {
      line(text, "chosen on other data sets, tried on each", byStrangers());
    }
    int fitted = CANDIDATES.indexOf(SteadyRule.FITTED);
    line(text, "the product's, on the last 35 %", sum(fitted, any -> true, Part.LATER));
    line(text, "the product's, on everything", sum(fitted, any -> true, Part.values()));
    return text.toString();
  }

  private MemoryScores byStrangers() {
    var all = new MemoryScores();
    for (String source : bySource.keySet()) {
      int others = chosen(name -> !name.equals(source), Part.values());
      all.add(sum(others, source::equals, Part.values()));
    }
    return all;
  }

  private static void line(StringBuilder text, String numbers, MemoryScores scores) {
    text.append(
        String.format(
            Locale.ROOT,
            "%-50s %6.3f   %6.2f%%     %6.2f%%%n",
            numbers,
            scores.meanRecall(),
            100 * scores.conflictRate(),
            100 * scores.worstRate()));
  }

  private static String words(Numbers numbers) {
    return String.format(
        Locale.ROOT,
        "scale %.0f %% or %.2f of the range, %.3f unbounded, %.0f times",
        numbers.leastScale(),
        numbers.rangeShare(),
        numbers.unbounded(),
        numbers.trustedMultiple());
  }
}
