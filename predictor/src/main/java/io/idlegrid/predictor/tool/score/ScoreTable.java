package io.idlegrid.predictor.tool.score;

import java.util.Locale;

/** Prints a scorecard: recall at given conflict rates, the promise, reliability, coverage. */
public record ScoreTable(Scorecard card) {
  private static final double[] LIMITS = {.002, .005, .01, .02, .05};
  private static final double MARGIN = .02;
  private static final double[] EDGES = {0, .5, .8, .9, .95, .98, .99, .995, .999, 1};

  public String text() {
    var text = new StringBuilder();
    recall(text, "all hosts", card.everyHost());
    recall(
        text,
        "embedded-like hosts (median <= 15 %, 99.5 % quantile >= 20 %)",
        card.embeddedHosts());
    promise(text);
    hostByHost(text);
    reliability(text);
    coverage(text);
    points(text);
    line(
        text,
        "%nSimple rules had a say in %.2f %% of the forecasts, on %d of %d hosts",
        100 * card.ruledShare(),
        card.ruledHosts().size(),
        card.hosts().size());
    return text.toString();
  }

  private void recall(StringBuilder text, String title, boolean[] hosts) {
    line(text, "Recall of truly idle epochs, by conflict rate; %s", title);
    line(
        text,
        "%-6s %4s  %-28s %7s %7s %7s %7s %7s",
        "span",
        "CPU",
        "method",
        "0.2 %",
        "0.5 %",
        "1 %",
        "2 %",
        "5 %");
    for (int horizon : card.horizons()) {
      for (int wanted = 0; wanted < Scorecard.WANTED.length; wanted++) {
        Scorecard.Cell cell = card.cell(horizon, wanted, hosts);
        String place =
            String.format(Locale.ROOT, "%-6s %3d%%", minutes(horizon), Scorecard.WANTED[wanted]);
        frontier(text, place, "forecast", cell.forecast());
        for (int rule = 0; rule < SimpleRules.NAMES.size(); rule++) {
          frontier(text, place, SimpleRules.NAMES.get(rule), cell.rule(rule));
        }
        line(
            text,
            "%s  %-28s %7.3f  (%.1f %% of epochs are idle)",
            place,
            "oracle",
            1.0,
            100 * cell.idleShare());
      }
    }
    line(text, "");
  }

  private static void frontier(StringBuilder text, String place, String name, Frontier frontier) {
    text.append(String.format(Locale.ROOT, "%s  %-28s", place, name));
    for (double limit : LIMITS) {
      text.append(String.format(Locale.ROOT, " %7.3f", frontier.recallAt(limit)));
    }
    text.append('\n');
  }

  private void promise(StringBuilder text) {
    line(text, "The forecast's own word: start where it says at least 99 %%");
    line(text, "%-6s %4s %9s %9s %9s", "span", "CPU", "recall", "conflicts", "R1");
    for (int horizon : card.horizons()) {
      for (int wanted = 0; wanted < Scorecard.WANTED.length; wanted++) {
        Scorecard.Cell cell = card.cell(horizon, wanted, card.everyHost());
        double[] nominal = cell.nominal();
        line(
            text,
            "%-6s %3d%% %9.3f %8.2f%% %9.3f",
            minutes(horizon),
            Scorecard.WANTED[wanted],
            nominal[0],
            100 * nominal[1],
            cell.forecast().recallAt(.01));
      }
    }
    line(text, "");
  }

  /** Never worse than the simple rules: where one is that keeps the promise. */
  private void hostByHost(StringBuilder text) {
    line(
        text,
        "Host by host, each taken at its word: hosts on which a simple rule met at most 1 %% conflicts"
            + " and harvested over .02 more than the forecast, or over .02 less than it");
    line(text, "%-6s %4s %9s %9s %11s", "span", "CPU", "more", "less", "most more");
    for (int horizon : card.horizons()) {
      for (int wanted = 0; wanted < Scorecard.WANTED.length; wanted++) {
        int more = 0;
        int less = 0;
        double most = 0;
        for (int host = 0; host < card.hosts().size(); host++) {
          double lead = bestRule(horizon, wanted, host);
          more += lead > MARGIN ? 1 : 0;
          less += lead < -MARGIN ? 1 : 0;
          most = Math.max(most, lead);
        }
        String place = minutes(horizon);
        line(text, "%-6s %3d%% %9d %9d %11.3f", place, Scorecard.WANTED[wanted], more, less, most);
      }
    }
    line(text, "");
  }

  /** By how much the best rule that keeps the promise harvests more; 0 of a host never idle. */
  private double bestRule(int horizon, int wanted, int host) {
    Scorecard.Cell cell = card.cell(horizon, wanted, card.only(host));
    double best = 0;
    for (int rule = 0; rule < SimpleRules.NAMES.size(); rule++) {
      double[] nominal = cell.nominal(rule);
      best = nominal[1] <= 1 - Scorecard.PROMISE + 1e-9 ? Math.max(best, nominal[0]) : best;
    }
    return best - cell.nominal()[0];
  }

  private void reliability(StringBuilder text) {
    line(
        text,
        "Reliability: of forecasts within a range, the share that stayed idle (all CPU"
            + " shares together)");
    line(text, "%-6s %15s %9s %9s %9s", "span", "said", "mean said", "came", "weight");
    for (int horizon : card.horizons()) {
      for (int bin = 0; bin + 1 < EDGES.length; bin++) {
        double[] sums = bin(horizon, EDGES[bin], EDGES[bin + 1]);
        if (sums[0] > 0) {
          line(
              text,
              "%-6s %7.3f-%7.3f %9.4f %9.4f %9.3f",
              minutes(horizon),
              EDGES[bin],
              EDGES[bin + 1],
              sums[1] / sums[0],
              sums[2] / sums[0],
              sums[0] / Scorecard.WANTED.length / card.hosts().size());
        }
      }
    }
    line(text, "");
  }

  private double[] bin(int horizon, double from, double to) {
    double[] sums = new double[3];
    for (int wanted = 0; wanted < Scorecard.WANTED.length; wanted++) {
      Scorecard.Cell cell = card.cell(horizon, wanted, card.everyHost());
      float[] said = cell.probabilities();
      boolean[] idle = cell.idle();
      for (int row = 0; row < said.length; row++) {
        if (said[row] >= from && (said[row] < to || to == 1)) {
          sums[0] += cell.weights()[row];
          sums[1] += cell.weights()[row] * said[row];
          sums[2] += idle[row] ? cell.weights()[row] : 0;
        }
      }
    }
    return sums;
  }

  private void coverage(StringBuilder text) {
    line(text, "Coverage: share of peaks within the forecast quantile");
    line(text, "%-6s %9s %9s %9s %9s", "span", "q50", "q90", "q95", "q99");
    for (int horizon : card.horizons()) {
      double[] within = card.cell(horizon, 0, card.everyHost()).coverage();
      line(
          text,
          "%-6s %9.3f %9.3f %9.3f %9.3f",
          minutes(horizon),
          within[0],
          within[1],
          within[2],
          within[3]);
    }
    line(text, "");
  }

  private void points(StringBuilder text) {
    line(text, "Point forecast, RMSE");
    line(
        text,
        "%-6s %9s %12s %7s %11s %11s  %s",
        "ahead",
        "forecast",
        "persistence",
        "ratio",
        "mean ratio",
        "over 1.05",
        "worst host");
    for (int horizon : card.pointErrors().horizons()) {
      PointErrors.Summary summary = card.pointErrors().summary(horizon);
      line(
          text,
          "%-6s %9.3f %12.3f %7.3f %11.3f %11d  %.3f %s",
          minutes(horizon),
          summary.forecast(),
          summary.persistence(),
          summary.forecast() / summary.persistence(),
          summary.meanRatio(),
          summary.worse(),
          summary.worstRatio(),
          card.hosts().get(summary.worstHost()));
    }
  }

  private static String minutes(int seconds) {
    return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
