package io.idlegrid.predictor;

import io.idlegrid.predictor.calibration.ChangeRegression;
import io.idlegrid.predictor.calibration.RiskCalibration;
import io.idlegrid.predictor.calibration.RuleFallback;
import io.idlegrid.predictor.feature.Example;
import io.idlegrid.predictor.feature.ExampleRecorder;
import io.idlegrid.predictor.feature.SeriesReader;
import io.idlegrid.predictor.ledger.PromiseLedger;
import io.idlegrid.predictor.series.LoadBucket;
import io.idlegrid.predictor.series.LoadSeries;
import io.idlegrid.predictor.stored.CorruptStateException;
import io.idlegrid.predictor.stored.Envelope;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that forecasts need of one device, in bounded memory whatever its age: a month of load
 * at falling resolution, statistics, the device's calibration and its record. Serves any load in
 * percent: for memory in use a device has a second history, and the fleet a second {@link
 * TreeForecaster} with trees of its own, since memory is held for hours where the CPU is busy for
 * seconds. Samples of memory may come seldom, such as every minute: a history costs by its samples,
 * not by its age. Not safe for use by several threads: {@link #add}, {@link
 * TreeForecaster#forecast} and {@link TreeForecaster#learn} of one history must not overlap.
 *
 * <pre>{@code
 * var history = new DeviceHistory();
 * history.add(end, Duration.ofSeconds(2), 12.5);
 * byte[] stored = history.toBytes();          // about 14 KB
 * history = DeviceHistory.fromBytes(stored);
 * }</pre>
 */
public final class DeviceHistory implements LoadHistory {
  private static final Envelope ENVELOPE = new Envelope("IGLH", 4, 1 << 20);
  private static final long LEAST_SPAN = 500;
  private static final long LONGEST_SPAN = 330_000;
  private static final double LEDGER_HALF_LIFE = 10_000;
  private static final long DAY = 86_400_000;

  /** Late samples in a row that say: this is not a repeated message, the clock was set back. */
  private static final long CLOCK_RUN = 600_000;

  private final LoadSeries series;
  private final RiskCalibration calibration;
  private final PromiseLedger ledger;
  private final ChangeRegression changes;
  private final RuleFallback fallback;
  private final SeriesReader reader;
  private final ExampleRecorder recorder;
  private final Questions questions = new Questions();
  private int number;
  private long lateEnd = Long.MIN_VALUE;
  private long lateRun;
  private long suspectEnd = Long.MAX_VALUE;

  public DeviceHistory() {
    this(
        new LoadSeries(),
        RiskCalibration.fresh(),
        new PromiseLedger(LEDGER_HALF_LIFE),
        new ChangeRegression(),
        new RuleFallback());
  }

  private DeviceHistory(
      LoadSeries series,
      RiskCalibration calibration,
      PromiseLedger ledger,
      ChangeRegression changes,
      RuleFallback fallback) {
    this.series = series;
    this.calibration = calibration;
    this.ledger = ledger;
    this.changes = changes;
    this.fallback = fallback;
    reader = new SeriesReader(series);
    recorder = new ExampleRecorder(reader);
  }

  @Override
  public void add(Instant end, Duration span, double percent) {
    add(end, span, percent, percent);
  }

  /**
   * Adds a span whose peak is known beside its mean. Clock jumps: a single sample more than a day
   * ahead is held back until the next one confirms it; ten minutes of samples in a row from before
   * the newest mean that the clock was set back, and what lies after them is forgotten.
   *
   * @param end end of the span
   * @param span length of the span, 1 s to 5 min
   * @param mean mean load in percent, 0..100; NaN counts as a gap
   * @param peak maximum of the 2 s means inside, at least the mean
   * @throws IllegalArgumentException when the span is out of range
   */
  public void add(Instant end, Duration span, double mean, double peak) {
    long spanMillis = span.toMillis();
    // Sampling jitters, so a little beyond either end is let pass.
    if (spanMillis < LEAST_SPAN || spanMillis > LONGEST_SPAN) {
      throw new IllegalArgumentException("not a sampling interval of 1 s to 5 min: " + span);
    }
    if (!Double.isFinite(mean) || !Double.isFinite(peak)) {
      return;
    }
    double bounded = Math.max(0, Math.min(100, mean));
    double boundedPeak = Math.max(bounded, Math.min(100, peak));
    long endMillis = end.toEpochMilli();
    if (isInOrder(endMillis, spanMillis)) {
      accept(endMillis, spanMillis, bounded, boundedPeak);
    }
  }

  private void accept(long endMillis, long spanMillis, double mean, double peak) {
    recorder.observe(endMillis, spanMillis, mean, peak);
    series.add(endMillis, spanMillis, mean, peak);
    recorder.snapshot();
  }

  private boolean isInOrder(long endMillis, long spanMillis) {
    long newest = series.newestMillis();
    if (newest == Long.MIN_VALUE) {
      return true;
    }
    return endMillis > newest ? isConfirmed(endMillis, newest) : isSetBack(endMillis, spanMillis);
  }

  private boolean isConfirmed(long endMillis, long newest) {
    lateRun = 0;
    lateEnd = Long.MIN_VALUE;
    boolean confirmed =
        endMillis - newest <= DAY
            || (endMillis > suspectEnd && endMillis - suspectEnd <= CLOCK_RUN);
    suspectEnd = confirmed ? Long.MAX_VALUE : endMillis;
    return confirmed;
  }

  private boolean isSetBack(long endMillis, long spanMillis) {
    if (endMillis <= lateEnd) {
      return false;
    }
    boolean continues = lateRun > 0 && endMillis - lateEnd <= CLOCK_RUN;
    lateRun = continues ? lateRun + spanMillis : spanMillis;
    lateEnd = endMillis;
    if (lateRun < CLOCK_RUN) {
      return false;
    }
    series.cutAfter(endMillis - spanMillis);
    recorder.restart();
    lateRun = 0;
    lateEnd = Long.MIN_VALUE;
    return true;
  }

  @Override
  public Duration observed() {
    return Duration.ofMillis(series.observedMillis());
  }

  /** End of the newest sample; empty before the first. */
  public Optional<Instant> newest() {
    return series.observedMillis() == 0
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(series.newestMillis()));
  }

  /** Stored load for charts; see {@link LoadSeries#buckets}. */
  public List<LoadBucket> buckets(Instant from, Instant to) {
    return series.buckets(from, to);
  }

  /**
   * How the forecasts for this device fared: conflicts and harvest at 1 % risk over all horizons
   * and thresholds tried, as if work had been offered every few minutes.
   */
  public PromiseLedger.Account account() {
    return ledger.account();
  }

  /**
   * Hands over the examples that have ripened, oldest first, and forgets them; {@link
   * TreeForecaster#learn} does so too.
   */
  public List<Example> takeExamples() {
    return recorder.drain();
  }

  /** The device's number in the fleet whose forecaster learns from it; 0 before the first time. */
  int number() {
    return number;
  }

  void number(int given) {
    number = given;
  }

  LoadSeries series() {
    return series;
  }

  RiskCalibration calibration() {
    return calibration;
  }

  PromiseLedger ledger() {
    return ledger;
  }

  ChangeRegression changes() {
    return changes;
  }

  RuleFallback fallback() {
    return fallback;
  }

  ExampleRecorder recorder() {
    return recorder;
  }

  SeriesReader reader() {
    return reader;
  }

  /** What its forecasts were asked for lately. */
  Questions questions() {
    return questions;
  }

  /** All but the examples of the last hour, which still wait for what follows them. */
  public byte[] toBytes() {
    return ENVELOPE.seal(
        out -> {
          out.writeInt(number);
          series.write(out);
          calibration.write(out);
          ledger.write(out);
          changes.write(out);
          fallback.write(out);
        });
  }

  /**
   * @throws CorruptStateException when the bytes are damaged or of another version; start afresh
   */
  public static DeviceHistory fromBytes(byte[] stored) throws CorruptStateException {
    return ENVELOPE.open(stored, DeviceHistory::read);
  }

  private static DeviceHistory read(DataInputStream in) throws IOException {
    int number = in.readInt();
    LoadSeries series = LoadSeries.read(in);
    RiskCalibration calibration = RiskCalibration.read(in);
    var ledger = new PromiseLedger(LEDGER_HALF_LIFE);
    ledger.read(in);
    var changes = ChangeRegression.read(in);
    var fallback = RuleFallback.read(in);
    var history = new DeviceHistory(series, calibration, ledger, changes, fallback);
    history.number = number;
    return history;
  }
}
