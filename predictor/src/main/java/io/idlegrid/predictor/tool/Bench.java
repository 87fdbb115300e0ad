package io.idlegrid.predictor.tool;

import com.sun.management.OperatingSystemMXBean;
import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.TrainingReport;
import io.idlegrid.predictor.TreeForecaster;
import io.idlegrid.predictor.feature.Example;
import io.idlegrid.predictor.tool.day.EmbeddedHost;
import io.idlegrid.predictor.tool.day.HostDay;
import io.idlegrid.predictor.tree.HistogramLearner;
import io.idlegrid.predictor.tree.SmileLearner;
import io.idlegrid.predictor.tree.TrainingSet;
import io.idlegrid.predictor.tree.TreeLearner;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Times what the grid does again and again: medians after a warm-up, in CPU time of this process,
 * which a busy machine distorts less than the clock's; the ratio to the baseline, taken in the same
 * minutes, is distorted least.
 *
 * @param runs fits of which the median is taken
 * @param baseline whether Smile fits too, once
 */
record Bench(int runs, boolean baseline) {
  private static final int ROWS = 43_200;
  private static final int TREES = 100;
  private static final int LEAVES = 24;
  private static final int LEAF_ROWS = 60;
  private static final double SHRINKAGE = .15;
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final int WARM_UP = 2;
  private static final int[] WIDTHS = {10, 49};
  private static final int FORECASTS = 20_000;
  private static final int DEVICES = 1_000;
  private static final Duration SAMPLE = Duration.ofSeconds(10);

  /** So long that whatever is kept of the past has to be worked out again. */
  private static final Duration STRETCH = Duration.ofMinutes(5);

  private static final Duration STEP = Duration.ofSeconds(2);
  private static final Duration HALF_MINUTE = Duration.ofSeconds(30);
  private static final int LEARN_EVERY = 20;
  private static final int DAYS_OF_POOL = 2;

  void run(Consumer<String> print) {
    for (int width : WIDTHS) {
      fits(width, print);
    }
    forecasts("our histograms", ForecasterSettings.histogram(), print);
    forecasts("Smile's trees", ForecasterSettings.smile(), print);
    retraining("our histograms", ForecasterSettings.histogram(), print);
    if (baseline) {
      retraining("Smile's trees", ForecasterSettings.smile(), print);
    }
    bytes(print);
  }

  /** What a coordinator does every so often: all horizons, on a pool as full as it gets. */
  private static void retraining(
      String trees, ForecasterSettings settings, Consumer<String> print) {
    var forecaster = new TreeForecaster(settings);
    int examples = 0;
    for (int seed = 1; examples < settings.poolCapacity(); seed++) {
      List<Example> ofDevice = examples(seed);
      forecaster.teach(ofDevice);
      examples += ofDevice.size();
    }
    long start = cpuNanos();
    TrainingReport report = forecaster.train(Instant.EPOCH);
    print.accept(
        line(
            "training anew on a full pool, %s: %.1f s for %,d examples, heap of at most %,d MiB",
            trees,
            (cpuNanos() - start) / 1e9,
            report.examples(),
            Runtime.getRuntime().maxMemory() >> 20));
  }

  private void fits(int width, Consumer<String> print) {
    TrainingSet set = set(width);
    ForecasterSettings settings = ForecasterSettings.histogram();
    TreeLearner sampled = settings.learner().withTrees(TREES);
    TreeLearner whole = new HistogramLearner(TREES, LEAVES, LEAF_ROWS, SHRINKAGE, 1, 1, 5, 64);
    double first = median(sampled, set);
    print.accept(line("fit %,d x %d, %d trees, our histograms: %.2f s", ROWS, width, TREES, first));
    double second = median(whole, set);
    print.accept(
        line(
            "fit %,d x %d, %d trees, our histograms, all rows and inputs: %.2f s",
            ROWS, width, TREES, second));
    if (baseline) {
      double smile = seconds(new SmileLearner(TREES, LEAVES, LEAF_ROWS, SHRINKAGE, 1), set);
      print.accept(
          line(
              "fit %,d x %d, %d trees, Smile's exact splits, one run: %.2f s, %.1f and %.1f times",
              ROWS, width, TREES, smile, smile / first, smile / second));
    }
  }

  private double median(TreeLearner learner, TrainingSet set) {
    for (int i = 0; i < WARM_UP; i++) {
      seconds(learner, set);
    }
    double[] times = new double[runs];
    for (int i = 0; i < runs; i++) {
      times[i] = seconds(learner, set);
    }
    Arrays.sort(times);
    return times[runs / 2];
  }

  private double seconds(TreeLearner learner, TrainingSet set) {
    long start = cpuNanos();
    int trees = learner.fit(set, 1).trees();
    double taken = (cpuNanos() - start) / 1e9;
    if (trees != TREES) {
      throw new IllegalStateException(trees + " trees instead of " + TREES);
    }
    return taken;
  }

  private static long cpuNanos() {
    return PROCESS.getProcessCpuTime();
  }

  /** A generated day at 2 s: the last loads and their means as inputs, a conflict as target. */
  private static TrainingSet set(int width) {
    HostDay day = EmbeddedHost.CAMERA.days(1, 2, 1);
    float[] cpu = day.cpu();
    float[][] rows = new float[ROWS][width];
    boolean[] idle = new boolean[ROWS];
    for (int i = 0; i < ROWS; i++) {
      float sum = 0;
      for (int lag = 0; lag < width; lag++) {
        sum += cpu[Math.max(0, i - lag)];
        rows[i][lag] = lag % 2 == 0 ? cpu[Math.max(0, i - lag)] : sum / (lag + 1);
      }
      idle[i] = true;
      for (int ahead = i + 1; ahead <= Math.min(ROWS - 1, i + 150); ahead++) {
        idle[i] &= cpu[ahead] <= 25;
      }
    }
    return new TrainingSet(rows, idle);
  }

  private void forecasts(String trees, ForecasterSettings settings, Consumer<String> print) {
    var fleet = new BenchFleet(settings);
    double[] sum = new double[1]; // Printed, or the compiler would leave the work out.
    double often = micros(FORECASTS, () -> sum[0] += fleet.oneByOne(FORECASTS, SAMPLE));
    double seldom = micros(FORECASTS, () -> sum[0] += fleet.oneByOne(FORECASTS, STRETCH));
    print.accept(
        line(
            "one forecast, one device, four horizons, %s: %.1f us after a new sample of 10 s,"
                + " %.1f us after one of 5 min",
            trees, often, seldom));
    var many = fleet.multiplied(DEVICES);
    double alone = micros(FORECASTS, () -> sum[0] += many.oneByOne(FORECASTS, SAMPLE));
    double together =
        micros(
            FORECASTS,
            () -> {
              for (int round = 0; round < FORECASTS / DEVICES; round++) {
                sum[0] += many.inOneBatch(SAMPLE);
              }
            });
    print.accept(
        line(
            "%,d devices in one batch, %s: %.1f us per device; one by one %.1f us"
                + " (mean probability %.2f)",
            DEVICES, trees, together, alone, sum[0] / (fleet.asked() + many.asked())));
  }

  private static List<Example> examples(int seed) {
    List<EmbeddedHost> hosts = List.of(EmbeddedHost.values());
    HostDay days =
        hosts.get(seed % hosts.size()).days(DAYS_OF_POOL, HALF_MINUTE.toMillis() / 1e3, seed);
    var history = new DeviceHistory();
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < days.size(); i++) {
      Instant end = Instant.EPOCH.plus(HALF_MINUTE.multipliedBy(i + 1L));
      history.add(end, HALF_MINUTE, days.cpu()[i]);
      if (i % LEARN_EVERY == 0) {
        examples.addAll(history.takeExamples());
      }
    }
    return examples;
  }

  /** Median time of one of {@code count} forecasts, each with the sample before it. */
  private double micros(int count, Runnable forecasts) {
    double[] times = new double[runs];
    for (int run = -WARM_UP; run < runs; run++) {
      long start = cpuNanos();
      forecasts.run();
      times[Math.max(0, run)] = (cpuNanos() - start) / 1e3 / count;
    }
    Arrays.sort(times);
    return times[runs / 2];
  }

  /** A month at 2 s, as a worker reports it. */
  private static void bytes(Consumer<String> print) {
    HostDay month = EmbeddedHost.GATEWAY.days(31, 2, 1);
    var history = new DeviceHistory();
    for (int i = 0; i < month.size(); i++) {
      history.add(Instant.EPOCH.plus(STEP.multipliedBy(i + 1L)), STEP, month.cpu()[i]);
    }
    history.takeExamples();
    print.accept(
        line(
            "one device after a month of 2 s samples: %,d bytes stored", history.toBytes().length));
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
