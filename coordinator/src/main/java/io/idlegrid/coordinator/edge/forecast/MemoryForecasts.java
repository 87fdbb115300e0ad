package io.idlegrid.coordinator.edge.forecast;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.flow.port.ForecastSource.Load;
import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.Forecast;
import io.idlegrid.predictor.TreeForecaster;
import io.idlegrid.predictor.ledger.PromiseLedger;
import io.idlegrid.predictor.rule.SteadyRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts of the memory that owners use, with trees of their own where they can speak, and by
 * {@link SteadyRule} before: CPU load jumps where memory stands, so the rule for CPU would refuse
 * for an hour what is fine. The rule's own record is measured as it goes.
 */
public final class MemoryForecasts {

  private static final Duration STALE_AFTER = Duration.ofSeconds(90);
  private static final Duration LONGEST = Duration.ofMinutes(60);
  private static final int BISECTIONS = 12;

  /** The rule is tried on a span like this, at these distances above what is used. */
  private static final Duration TRIED_SPAN = Duration.ofMinutes(15);

  private static final List<Double> TRIED_MARGINS = List.of(5.0, 10.0, 20.0);
  private static final double TRIED_RISK = 0.01;
  private static final double LEDGER_HALF_LIFE = 20_000;

  private final FleetSeries series;
  private final Map<DeviceId, Rule> rules = new HashMap<>();
  private final PromiseLedger ledger = new PromiseLedger(LEDGER_HALF_LIFE);

  /** A device's rule, and what it said some time ago. */
  private static final class Rule {
    private final SteadyRule rule = new SteadyRule();
    private Instant newest = Instant.MIN;
    private Instant triedAt = Instant.MIN;
    private final List<Trial> trials = new ArrayList<>();
    private double peakSince;
    private @Nullable Forecast latest;
    private boolean isByTrees;
  }

  private record Trial(double threshold, double probability) {}

  MemoryForecasts(TreeForecaster forecaster) {
    this.series = new FleetSeries(forecaster);
  }

  /** Histories, for charts and for keeping them. */
  public FleetSeries series() {
    return series;
  }

  /** Takes a history over from before a restart; the rule learns the last day of it anew. */
  public void restore(DeviceId device, DeviceHistory history) {
    series.restore(device, history);
    history
        .newest()
        .ifPresent(
            newest ->
                history
                    .buckets(newest.minus(Duration.ofDays(1)), newest)
                    .forEach(
                        bucket ->
                            observe(
                                device,
                                bucket.start().plus(bucket.length()),
                                bucket.length(),
                                bucket.peak())));
  }

  void forget(DeviceId device) {
    series.forget(device);
    rules.remove(device);
  }

  void observe(DeviceId device, List<Load> load, Instant received) {
    boolean isNew = false;
    for (Load mean : load) {
      if (Double.isFinite(mean.memoryPercent()) && !mean.end().isAfter(received)) {
        series.add(device, mean.end(), mean.span(), mean.memoryPercent());
        observe(device, mean.end(), mean.span(), mean.memoryPercent());
        isNew = true;
      }
    }
    if (isNew) {
      series.added(device, received);
    }
  }

  private void observe(DeviceId device, Instant end, Duration span, double percent) {
    Rule known = rules.computeIfAbsent(device, any -> new Rule());
    if (!end.isAfter(known.newest)) {
      return;
    }
    if (known.newest.isBefore(end.minus(span).minus(STALE_AFTER))) {
      // Nobody knows what was used in the meantime: what was said of it cannot be judged.
      known.trials.clear();
    }
    known.newest = end;
    known.peakSince = Math.max(known.peakSince, percent);
    tryOut(known, end);
    known.rule.observe(end, span, percent);
  }

  /** Judges what the rule said a span ago, and lets it say something new. */
  private void tryOut(Rule known, Instant now) {
    if (!known.triedAt.equals(Instant.MIN) && now.isBefore(known.triedAt.plus(TRIED_SPAN))) {
      return;
    }
    for (Trial trial : known.trials) {
      ledger.judge(trial.probability(), TRIED_RISK, known.peakSince <= trial.threshold());
    }
    known.trials.clear();
    known.triedAt = now;
    known.peakSince = 0;
    for (double margin : TRIED_MARGINS) {
      double threshold = known.rule.peak() + margin;
      if (threshold < 100) {
        double risk = known.rule.risk(threshold, TRIED_SPAN.toMillis() / 1000.0);
        known.trials.add(new Trial(threshold, 1 - risk));
      }
    }
  }

  /** P(the owner leaves that much of the memory free); 1 of a device that never told its memory. */
  double probability(DeviceId device, double wantedPercent, Duration span, Instant now) {
    Rule known = rules.get(device);
    if (known == null) {
      return 1;
    }
    if (known.newest.plus(STALE_AFTER).isBefore(now)) {
      return 0;
    }
    Duration asked = span.compareTo(LONGEST) > 0 ? LONGEST : span;
    Forecast forecast = series.forecast(device, now);
    return byTrees(known, forecast)
        ? forecast.idleProbability(wantedPercent, asked)
        : 1 - known.rule.risk(100 - wantedPercent, asked.toMillis() / 1000.0);
  }

  /** What is expected of a device's memory; empty of a device that never told it. */
  public Optional<Expected> expected(DeviceId device, Instant now) {
    return Optional.ofNullable(rules.get(device)).map(known -> new Expected(device, known, now));
  }

  /** Asked for every lane, and a forecast's words take longer than its numbers. */
  private static boolean byTrees(Rule known, Forecast forecast) {
    if (known.latest != forecast) {
      known.latest = forecast;
      known.isByTrees = forecast.basis().isByTrees();
    }
    return known.isByTrees;
  }

  /** What is expected of a device's memory from an instant on. */
  public final class Expected {

    private final DeviceId device;
    private final Rule known;
    private final Instant now;

    private Expected(DeviceId device, Rule known, Instant now) {
      this.device = device;
      this.known = known;
      this.now = now;
    }

    /** Name of the trees or of the rule. */
    public String method() {
      return byTrees(known, series.forecast(device, now)) ? "trees" : "steady";
    }

    /** What it rests on, in words, with the measured risk of a rule. */
    public String basis() {
      Forecast forecast = series.forecast(device, now);
      if (byTrees(known, forecast)) {
        return forecast.basis().detail();
      }
      PromiseLedger.Account account = ledger.account();
      String measured =
          account.started() < 1
              ? String.format(
                  Locale.ROOT,
                  "measured %.2f %% conflicts on recorded hosts, at most %.2f %%, none here yet",
                  100 * SteadyRule.RECORDED_CONFLICTS,
                  100 * SteadyRule.RECORDED_WORST)
              : String.format(
                  Locale.ROOT,
                  "measured %.2f %% conflicts in %.0f starts",
                  100 * account.conflictRate(),
                  account.started());
      return String.format(
          Locale.ROOT,
          "peak %.1f %% over %d s of the last day; %s",
          known.rule.peak(),
          known.rule.observed().toSeconds(),
          measured);
    }

    /** Quantile of the peak of the memory that the owner uses, in percent of the device. */
    public double peakQuantile(double quantile, Duration span) {
      double low = 0;
      double high = 100;
      for (int i = 0; i < BISECTIONS; i++) {
        double middle = (low + high) / 2;
        if (probability(device, 100 - middle, span, now) >= quantile) {
          high = middle;
        } else {
          low = middle;
        }
      }
      return high;
    }
  }
}
