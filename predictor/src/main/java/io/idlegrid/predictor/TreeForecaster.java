package io.idlegrid.predictor;

import io.idlegrid.predictor.calibration.RiskCalibration;
import io.idlegrid.predictor.feature.Example;
import io.idlegrid.predictor.feature.ExamplePool;
import io.idlegrid.predictor.feature.Horizon;
import io.idlegrid.predictor.feature.Snapshot;
import io.idlegrid.predictor.ledger.PromiseLedger;
import io.idlegrid.predictor.rule.CautiousRule;
import io.idlegrid.predictor.rule.SimpleRule;
import io.idlegrid.predictor.series.LoadSeries;
import io.idlegrid.predictor.stored.CorruptStateException;
import io.idlegrid.predictor.stored.Envelope;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts by boosted trees pooled over a fleet, calibrated per device; by a cautious rule where a
 * device or the fleet is too young for trees; not at all before half a minute of load was seen.
 *
 * <p>Has no thread and no clock. The caller lets it learn and train:
 *
 * <pre>{@code
 * var forecaster = new TreeForecaster(ForecasterSettings.defaults());
 * history.add(end, span, percent);          // every sample
 * forecaster.forecast(history, now);        // at any time: tens of microseconds
 * forecaster.learn(history);                // each device every few minutes: microseconds
 * forecaster.train(now);                    // every hour or so, in the background: seconds
 * }</pre>
 *
 * <p>Safe for use by several threads, as long as one history is used by one thread at a time.
 * Deterministic: the same calls in the same order give the same forecasts.
 */
public final class TreeForecaster implements Forecaster {
  private static final Envelope ENVELOPE = new Envelope("IGFM", 6, 1 << 27);
  private static final Duration FUTURE_TOLERANCE = Duration.ofSeconds(5);
  private static final double RULE_HALF_LIFE = 20_000;

  private final ForecasterSettings settings;
  private final ExamplePool pool;
  private final ModelFitter fitter;
  private final PromiseLedger ruleLedger = new PromiseLedger(RULE_HALF_LIFE);
  private final AtomicInteger devices = new AtomicInteger();
  private final Object training = new Object();
  private volatile @Nullable FittedModel model;

  public TreeForecaster(ForecasterSettings settings) {
    this.settings = settings;
    fitter = new ModelFitter(settings.learner(), settings.rowsPerHorizon(), settings.seed());
    pool = new ExamplePool(settings.poolCapacity(), settings.seed());
  }

  /**
   * {@inheritDoc}
   *
   * @param history a {@link DeviceHistory}
   * @throws IllegalArgumentException when the history is of another class
   */
  @Override
  public Forecast forecast(LoadHistory history, Instant now) {
    DeviceHistory device = device(history);
    FittedModel fitted = model;
    return fitted != null && isOldEnough(device, now)
        ? byTrees(device, new TreeCurve(fitted, device))
        : withoutTrees(device, now);
  }

  /**
   * Forecasts many devices at one instant, in the order given. What the forecasts before these were
   * asked for is worked out for all devices together, tree by tree.
   */
  public List<Forecast> forecastAll(List<? extends LoadHistory> histories, Instant now) {
    FittedModel fitted = model;
    List<Forecast> forecasts = new ArrayList<>(histories.size());
    List<TreeCurve> curves = new ArrayList<>();
    long[] questions = new long[histories.size()];
    for (LoadHistory history : histories) {
      DeviceHistory device = device(history);
      if (fitted != null && isOldEnough(device, now)) {
        var curve = new TreeCurve(fitted, device);
        questions[curves.size()] = device.questions().take();
        curves.add(curve);
        forecasts.add(byTrees(device, curve));
      } else {
        forecasts.add(withoutTrees(device, now));
      }
    }
    if (fitted != null && !curves.isEmpty()) {
      ScoreBatch.score(fitted, curves, Arrays.copyOf(questions, curves.size()));
    }
    return forecasts;
  }

  /** Whether a device's samples are recent and many enough to forecast from. */
  public boolean isInformed(DeviceHistory device, Instant now) {
    return whatIsMissing(device, now) == null;
  }

  private static DeviceHistory device(LoadHistory history) {
    if (!(history instanceof DeviceHistory device)) {
      throw new IllegalArgumentException("not a DeviceHistory: " + history.getClass().getName());
    }
    return device;
  }

  private boolean isOldEnough(DeviceHistory device, Instant now) {
    return device.observed().compareTo(settings.ownHistory()) >= 0 && isInformed(device, now);
  }

  private Forecast withoutTrees(DeviceHistory device, Instant now) {
    String missing = whatIsMissing(device, now);
    return missing == null ? cautious(device) : none(device, now, missing);
  }

  private @Nullable String whatIsMissing(DeviceHistory device, Instant now) {
    LoadSeries series = device.series();
    if (series.observedMillis() == 0) {
      return "no load was observed yet; " + settings.leastObserved().toSeconds() + " s are needed";
    }
    Duration age = Duration.between(Instant.ofEpochMilli(series.newestMillis()), now);
    Duration twoSamples = Duration.ofMillis(2 * series.lastSpanMillis());
    Duration limit =
        settings.staleAfter().compareTo(twoSamples) > 0 ? settings.staleAfter() : twoSamples;
    if (age.compareTo(limit) > 0) {
      return "the newest sample is "
          + age.toSeconds()
          + " s old; "
          + limit.toSeconds()
          + " s are allowed";
    }
    if (age.negated().compareTo(FUTURE_TOLERANCE) > 0) {
      return "the newest sample is " + -age.toSeconds() + " s ahead of the clock";
    }
    long missing = settings.leastObserved().toMillis() - series.steadyMillis();
    return missing > 0
        ? "load was observed too briefly; " + (missing + 999) / 1000 + " s more are needed"
        : null;
  }

  private static Forecast none(DeviceHistory device, Instant now, String why) {
    Instant madeAt = device.newest().filter(newest -> newest.isBefore(now)).orElse(now);
    var basis = new Forecast.Basis("none", device.observed(), why);
    double load = device.newest().isPresent() ? device.series().mean(2) : 0;
    return new CurveForecast(
        madeAt, () -> basis, (threshold, span) -> 0, (threshold, span) -> 0, ahead -> load);
  }

  private Forecast cautious(DeviceHistory device) {
    CautiousRule rule = CautiousRule.of(device.series());
    var basis =
        new Forecast.Basis("cautious", device.observed(), rule.describe() + "; " + ruleRecord());
    CurveForecast.IdleCurve idle = (threshold, span) -> 1 - rule.risk(threshold, span);
    return new CurveForecast(newest(device), () -> basis, idle, idle, meanOf(device));
  }

  private String ruleRecord() {
    PromiseLedger.Account account = ruleAccount();
    if (account.started() < 1) {
      return "risk stated by the rule, not measured yet";
    }
    return String.format(
        Locale.ROOT,
        "measured %.2f %% conflicts in %.0f starts",
        100 * account.conflictRate(),
        account.started());
  }

  private static Forecast byTrees(DeviceHistory device, TreeCurve curve) {
    PromiseLedger.Account account = device.account();
    Duration observed = device.observed();
    return new CurveForecast(
        newest(device),
        () -> basis(observed, curve.model(), account, curve.rules()),
        curve.promised(),
        curve.likely(),
        curve.mean(device.changes()));
  }

  private static Forecast.Basis basis(
      Duration observed, FittedModel fitted, PromiseLedger.Account account, List<String> rules) {
    String record = record(fitted, account);
    if (rules.isEmpty()) {
      return new Forecast.Basis("trees", observed, record);
    }
    String names = String.join(", ", rules);
    return new Forecast.Basis(
        "trees and " + names, observed, record + "; did better here lately: " + names);
  }

  private static String record(FittedModel fitted, PromiseLedger.Account account) {
    return String.format(
        Locale.ROOT,
        "trees of %s from %d examples; here %.2f %% conflicts in %.0f starts",
        fitted.fittedAt(),
        fitted.examples(),
        100 * account.conflictRate(),
        account.started());
  }

  private static Instant newest(DeviceHistory device) {
    return Instant.ofEpochMilli(device.series().newestMillis());
  }

  /** Reverts from the last minute's mean to the last hour's, half of the way in ten minutes. */
  private static CurveForecast.MeanCurve meanOf(DeviceHistory device) {
    double minute = device.series().mean(0);
    double hour = device.series().mean(2);
    return ahead -> hour + (minute - hour) * Math.pow(.5, ahead / 600);
  }

  /**
   * Takes a device's ripened examples: first judges by them what the trees of each horizon would
   * have said, which calibrates the device, then adds them to the pool. Call every few minutes per
   * device; examples of more than about two hours without a call are lost.
   */
  public void learn(DeviceHistory history) {
    FittedModel fitted = model;
    for (Example example : history.recorder().drain()) {
      for (Horizon horizon : Horizon.ALL) {
        if (!Float.isNaN(example.peaks()[horizon.index()])) {
          judge(history, fitted, example, horizon);
          learnEnd(history, fitted, example, horizon);
        }
      }
      pool.add(example.of(numberOf(history)));
    }
  }

  private static void learnEnd(
      DeviceHistory history, @Nullable FittedModel fitted, Example example, Horizon horizon) {
    if (fitted == null || Float.isNaN(example.ends()[horizon.index()])) {
      return;
    }
    double scale = example.snapshot().scale();
    double came = (example.ends()[horizon.index()] - example.snapshot().last()) / scale;
    int h = horizon.index();
    history.changes().learn(h, fitted.horizons().get(h).changes(example.snapshot(), h), came);
  }

  private int numberOf(DeviceHistory history) {
    if (history.number() == 0) {
      history.number(devices.incrementAndGet());
    }
    return history.number();
  }

  /** A history that was kept by itself is back: no other device is given its number. */
  public void restored(DeviceHistory history) {
    devices.accumulateAndGet(history.number(), Math::max);
  }

  /** Adds examples to the pool without judging anything by them, such as those of other grids. */
  public void teach(List<Example> examples) {
    int number = devices.incrementAndGet();
    examples.forEach(example -> pool.add(example.of(number)));
  }

  private void judge(
      DeviceHistory history, @Nullable FittedModel fitted, Example example, Horizon horizon) {
    int h = horizon.index();
    boolean trees = example.observedMillis() >= settings.ownHistory().toMillis();
    for (int place = 0; place < example.snapshot().thresholds(); place++) {
      boolean idle = example.peaks()[h] <= example.snapshot().threshold(place);
      if (fitted != null && trees) {
        judgeTrees(history, fitted.horizons().get(h), example, horizon, place, idle);
      } else {
        double probability = 1 - example.cautiousRisks()[h][place];
        history.ledger().judge(probability, RiskCalibration.PROMISED_RISK, idle);
        judgeRule(probability, idle);
      }
    }
  }

  private void judgeTrees(
      DeviceHistory history,
      HorizonModel ofHorizon,
      Example example,
      Horizon horizon,
      int place,
      boolean idle) {
    float[] row = new float[Snapshot.WIDTH];
    example.snapshot().fill(horizon, place, row);
    double logOdds = ofHorizon.ensemble().score(row);
    double threshold = example.snapshot().threshold(place);
    int h = horizon.index();
    double score = history.calibration().apply(h, threshold, logOdds);
    double promised = ofHorizon.promised(threshold, score);
    SimpleRule.Recent recent = example.snapshot().recent();
    double rules = history.fallback().words(recent).probability(h, threshold);
    history.ledger().judge(Math.max(promised, rules), RiskCalibration.PROMISED_RISK, idle);
    boolean start = promised >= 1 - RiskCalibration.PROMISED_RISK;
    history.fallback().learn(h, threshold, example.madeAtMillis(), start, recent, idle);
    history.calibration().learn(h, threshold, example.madeAtMillis(), logOdds, idle);
  }

  private void judgeRule(double probability, boolean idle) {
    synchronized (ruleLedger) {
      ruleLedger.judge(probability, RiskCalibration.PROMISED_RISK, idle);
    }
  }

  /** How the cautious rule fared over the fleet. */
  public PromiseLedger.Account ruleAccount() {
    synchronized (ruleLedger) {
      return ruleLedger.account();
    }
  }

  /**
   * Fits trees on the pool and puts them into use; forecasts go on meanwhile. Seconds of one core;
   * Smile searches splits in parallel on the common pool unless called from a {@link
   * java.util.concurrent.ForkJoinPool} of the caller's. A second call waits for the first.
   *
   * @param now written into the model
   */
  public TrainingReport train(Instant now) {
    synchronized (training) {
      List<Example> examples = pool.examples();
      if (examples.size() < settings.leastExamples()) {
        String detail = examples.size() + " of " + settings.leastExamples() + " examples needed";
        return new TrainingReport(now, false, examples.size(), 0, detail);
      }
      FittedModel fitted = fitter.fit(examples, now);
      model = fitted;
      return new TrainingReport(now, true, examples.size(), fitted.rows(), "fitted");
    }
  }

  /** Trees, pool and the rule's record: a few MB for a full pool. */
  public byte[] toBytes() {
    return ENVELOPE.seal(
        out -> {
          FittedModel fitted = model;
          out.writeBoolean(fitted != null);
          if (fitted != null) {
            fitted.write(out);
          }
          out.writeInt(devices.get());
          synchronized (ruleLedger) {
            ruleLedger.write(out);
          }
          pool.write(out);
        });
  }

  /**
   * @throws CorruptStateException when the bytes are damaged or of another version; start afresh
   */
  public static TreeForecaster fromBytes(ForecasterSettings settings, byte[] stored)
      throws CorruptStateException {
    return ENVELOPE.open(stored, in -> read(settings, in));
  }

  private static TreeForecaster read(ForecasterSettings settings, DataInputStream in)
      throws IOException {
    var forecaster = new TreeForecaster(settings);
    if (in.readBoolean()) {
      forecaster.model = FittedModel.read(in);
    }
    forecaster.devices.set(in.readInt());
    forecaster.ruleLedger.read(in);
    forecaster.pool.read(in);
    return forecaster;
  }
}
