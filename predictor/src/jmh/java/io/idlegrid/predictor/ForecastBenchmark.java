package io.idlegrid.predictor;

import io.idlegrid.predictor.tool.BenchFleet;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One forecast for one device at four horizons after a new sample, as a grant asks for it; the same
 * for a fleet at once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ForecastBenchmark {
  private static final int DEVICES = 1_000;
  private static final Duration SAMPLE = Duration.ofSeconds(10);

  @Param({"smile", "histogram"})
  public String learner = "smile";

  @SuppressWarnings("NullAway.Init")
  private BenchFleet few;

  @SuppressWarnings("NullAway.Init")
  private BenchFleet many;

  @Setup
  public void train() {
    ForecasterSettings settings =
        learner.equals("smile") ? ForecasterSettings.smile() : ForecasterSettings.histogram();
    few = new BenchFleet(settings);
    many = few.multiplied(DEVICES);
  }

  @Benchmark
  public double fourHorizons() {
    return few.oneByOne(1, SAMPLE);
  }

  @Benchmark
  public double fourHorizonsWithQuantiles() {
    return few.withQuantiles(SAMPLE);
  }

  @Benchmark
  @OperationsPerInvocation(DEVICES)
  public double fourHorizonsInOneBatch() {
    return many.inOneBatch(SAMPLE);
  }
}
