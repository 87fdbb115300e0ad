package io.idlegrid.predictor.tool.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Recall over conflict rate as an SVG, one panel per span, for work that wants three quarters of
 * the CPU; the rate on a logarithmic scale from 0.1 % to 10 %.
 */
public record FrontierChart(Scorecard card) {
  private static final int WANTED = 2;
  private static final double PANEL = 320;
  private static final double PLOT = 240;
  private static final double LEFT = 50;
  private static final double TOP = 70;
  private static final double[] TICKS = {.001, .002, .005, .01, .02, .05, .1};
  private static final String[] COLOURS = {"#0b6e4f", "#b5651d", "#6a4c93", "#c1121f"};
  private static final int STEPS = 80;

  private record Curve(String name, Frontier frontier) {}

  public String svg() {
    List<Integer> horizons = card.horizons();
    double width = LEFT + PANEL * Math.max(1, horizons.size());
    double height = TOP + PLOT + 90;
    var svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %.0f %.0f'"
            + " font-family='sans-serif' font-size='11'>",
        width,
        height);
    add(svg, "<title>Recall of idle time against conflict rate</title>");
    add(svg, "<rect width='100%%' height='100%%' fill='white'/>");
    add(
        svg,
        "<text x='%.0f' y='24' font-size='15'>Recall of idle epochs against conflict rate,"
            + " 75 %% CPU wanted</text>",
        LEFT);
    for (int i = 0; i < horizons.size(); i++) {
      panel(svg, horizons.get(i), LEFT + i * PANEL);
    }
    legend(svg, TOP + PLOT + 60);
    return svg.append("</svg>\n").toString();
  }

  private void panel(StringBuilder svg, int horizon, double left) {
    add(svg, "<text x='%.1f' y='%.1f' font-size='13'>%d min</text>", left, TOP - 10, horizon / 60);
    axes(svg, left);
    Scorecard.Cell cell = card.cell(horizon, WANTED, card.everyHost());
    List<Curve> curves = new ArrayList<>();
    curves.add(new Curve("forecast", cell.forecast()));
    for (int rule = 0; rule < SimpleRules.NAMES.size(); rule++) {
      curves.add(new Curve(SimpleRules.NAMES.get(rule), cell.rule(rule)));
    }
    for (int i = curves.size() - 1; i >= 0; i--) {
      line(svg, curves.get(i), COLOURS[i], left);
    }
    double[] nominal = cell.nominal();
    if (nominal[1] > 0) {
      add(
          svg,
          "<circle cx='%.1f' cy='%.1f' r='4' fill='none' stroke='%s' stroke-width='2'>"
              + "<title>own word: recall %.3f at %.2f %%</title></circle>",
          left + x(nominal[1]),
          y(nominal[0]),
          COLOURS[0],
          nominal[0],
          100 * nominal[1]);
    }
  }

  private static void axes(StringBuilder svg, double left) {
    for (double tick : TICKS) {
      add(
          svg,
          "<line x1='%.1f' x2='%.1f' y1='%.1f' y2='%.1f' stroke='#ddd'/>",
          left + x(tick),
          left + x(tick),
          TOP,
          TOP + PLOT);
      add(
          svg,
          "<text x='%.1f' y='%.1f' text-anchor='middle'>%s</text>",
          left + x(tick),
          TOP + PLOT + 15,
          String.format(Locale.ROOT, "%.1f %%", 100 * tick));
    }
    for (int tenth = 0; tenth <= 10; tenth += 2) {
      double at = y(tenth / 10.0);
      add(
          svg,
          "<line x1='%.1f' x2='%.1f' y1='%.1f' y2='%.1f' stroke='#ddd'/>",
          left,
          left + PLOT + 20,
          at,
          at);
      add(
          svg,
          "<text x='%.1f' y='%.1f' text-anchor='end'>%.1f</text>",
          left - 5,
          at + 4,
          tenth / 10.0);
    }
  }

  private static void line(StringBuilder svg, Curve curve, String colour, double left) {
    var points = new StringBuilder();
    for (int step = 0; step <= STEPS; step++) {
      double limit = .001 * Math.pow(100, (double) step / STEPS);
      points.append(
          String.format(
              Locale.ROOT, "%.1f,%.1f ", left + x(limit), y(curve.frontier().recallAt(limit))));
    }
    add(
        svg,
        "<polyline fill='none' stroke='%s' stroke-width='2' points='%s'><title>%s</title>"
            + "</polyline>",
        colour,
        points.toString().strip(),
        curve.name());
  }

  private static void legend(StringBuilder svg, double top) {
    List<String> names = new ArrayList<>(List.of("forecast (ring: its own word at 99 %)"));
    names.addAll(SimpleRules.NAMES);
    for (int i = 0; i < names.size(); i++) {
      double left = LEFT + i * 240;
      add(
          svg,
          "<line x1='%.1f' x2='%.1f' y1='%.1f' y2='%.1f' stroke='%s' stroke-width='3'/>",
          left,
          left + 20,
          top,
          top,
          COLOURS[i]);
      add(svg, "<text x='%.1f' y='%.1f'>%s</text>", left + 26, top + 4, names.get(i));
    }
  }

  private static double x(double rate) {
    return (PLOT + 20) * Math.max(0, Math.min(1, Math.log10(rate / .001) / 2));
  }

  private static double y(double recall) {
    return TOP + PLOT * (1 - recall);
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
