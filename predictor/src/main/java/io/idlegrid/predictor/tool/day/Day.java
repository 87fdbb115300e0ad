package io.idlegrid.predictor.tool.day;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;

/** One day of a host's load while it is made up. */
final class Day {
  private static final double LARGEST_SHIFT = 720;

  private final double[] load;
  private final int from;
  private final int size;
  private final double step;
  private final boolean weekend;
  private final double shift;
  private final SplittableRandom random;

  Day(double[] load, int number, int size, double step, SplittableRandom random) {
    this.load = load;
    this.from = number * size;
    this.size = size;
    this.step = step;
    this.random = random;
    weekend = number % 7 >= 5;
    shift = within(LARGEST_SHIFT);
  }

  double chance() {
    return random.nextDouble();
  }

  double within(double most) {
    return (2 * random.nextDouble() - 1) * most;
  }

  double exponential(double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }

  double motionSeconds() {
    return 25 * Math.exp(.9 * random.nextGaussian());
  }

  /** How lively the day is: half as much at weekends. */
  double quiet() {
    return weekend ? .5 : 1;
  }

  /** A load that depends on the hour of people's day. */
  void base(DoubleUnaryOperator ofHour) {
    for (int i = 0; i < size; i++) {
      load[from + i] += ofHour.applyAsDouble(hour(i));
    }
  }

  /** Events at random, so many an hour; where they overlap, the highest counts. */
  void events(DoubleUnaryOperator perHour, DoubleSupplier seconds, double height) {
    double[] highest = new double[size];
    for (int i = 0; i < size; i++) {
      if (random.nextDouble() < perHour.applyAsDouble(hour(i)) * step / 3600) {
        int length = Math.max(1, (int) Math.round(seconds.getAsDouble() / step));
        double own = height * (.8 + .4 * random.nextDouble());
        for (int k = i; k < Math.min(size, i + length); k++) {
          highest[k] = Math.max(highest[k], own);
        }
      }
    }
    for (int i = 0; i < size; i++) {
      load[from + i] += highest[i];
    }
  }

  void every(double period, double length, double height) {
    for (int i = 0; i < size; i++) {
      load[from + i] += (i * step) % period < length ? height : 0;
    }
  }

  void once(double second, double length, double height) {
    for (int i = 0; i < size; i++) {
      double at = i * step;
      load[from + i] += at >= second && at < second + length ? height : 0;
    }
  }

  /** A level of the hour times a first-order autoregression. */
  void wandering(DoubleUnaryOperator level, double seconds) {
    double kept = Math.exp(-step / seconds);
    double fresh = Math.sqrt(1 - kept * kept);
    double state = 0;
    for (int i = 0; i < size; i++) {
      state = kept * state + fresh * random.nextGaussian();
      load[from + i] += Math.max(0, level.applyAsDouble(hour(i)) * (1 + .6 * state));
    }
  }

  /** Minutes of a playlist while switched on, next to nothing at night. */
  void playlist(double[] slots) {
    for (int i = 0; i < size; i++) {
      boolean on = hour(i) > 6 && hour(i) < 23;
      load[from + i] += on ? slots[(int) (i * step / 60) % slots.length] : 1.5;
    }
  }

  private double hour(int sample) {
    double hour = (sample * step + shift) / 3600;
    return hour < 0 ? hour + 24 : hour % 24;
  }
}
