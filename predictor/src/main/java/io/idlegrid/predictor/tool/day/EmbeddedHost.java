package io.idlegrid.predictor.tool.day;

import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Four kinds of embedded hosts, invented: base load, periodic chores, events of people, noise. A
 * network camera (analytics on motion, viewers, hourly segments, nightly upload), a smart gateway
 * (household traffic with an evening peak, downloads, rule engine), a door controller (badges at
 * the ends of the working day, heartbeats, synchronisation) and idle signage (playlist slots by
 * day). Event times are drawn anew each day, the working day shifts by up to 12 minutes, weekends
 * are quieter. The same workload shape as published for GBRT schedulers on embedded devices: 24
 * hours at 2 s.
 */
public enum EmbeddedHost {
  CAMERA {
    @Override
    void load(Day day) {
      double[] hours = {0, 5, 7, 8.5, 10, 12.5, 14, 17.5, 19, 22, 24};
      double[] motions = {.5, .5, 4, 14, 6, 9, 5, 14, 7, 1.5, .5};
      day.base(hour -> hour > 6.5 && hour < 20.5 ? 14 : 9);
      day.events(hour -> curve(hour, hours, motions) * day.quiet(), day::motionSeconds, 38);
      day.events(hour -> hour > 6.5 && hour < 20.5 ? 1.2 : .1, () -> day.exponential(180), 12);
      day.every(3600, 4, 30);
      day.once(9000 + day.within(300), 1080, 35);
    }
  },
  GATEWAY {
    @Override
    void load(Day day) {
      double[] hours = {0, 1, 6, 7.5, 9, 16, 18, 19.5, 22.5, 23.5, 24};
      double[] traffic = {4, 1, 1, 8, 3, 4, 9, 18, 18, 8, 4};
      day.base(hour -> 6);
      day.every(60, 2, 9);
      day.wandering(hour -> curve(hour, hours, traffic), 90);
      double[] evenings = {0, 7, 17, 19, 23, 24};
      double[] downloads = {.1, .3, .6, 2, 2, .2};
      day.events(hour -> curve(hour, evenings, downloads), () -> day.exponential(240), 30);
      day.every(900, 6, 20);
      day.once(11_820, 40, 45);
      if (day.chance() < .15) {
        day.once(day.chance() * 85_000, 600, 40);
      }
    }
  },
  DOOR {
    @Override
    void load(Day day) {
      day.base(hour -> 2);
      day.every(30, 2, 4);
      day.events(hour -> badges(hour) * day.quiet(), () -> 3, 55);
      day.once(300, 15, 50);
      day.every(7200, 25, 35);
    }
  },
  SIGNAGE {
    @Override
    void load(Day day) {
      double[] slots = new double[20];
      for (int i = 0; i < slots.length; i++) {
        double chance = day.chance();
        slots[i] = chance < .7 ? 5 : chance < .92 ? 11 : 42;
      }
      day.playlist(slots);
      day.once(21_600 + day.chance() * 60_400, 300, 25);
      day.once(21_600 + day.chance() * 60_400, 300, 25);
    }
  };

  private static final int DAY_SECONDS = 86_400;

  abstract void load(Day day);

  private static double badges(double hour) {
    boolean rush = (hour > 7.5 && hour < 9.5) || (hour > 16 && hour < 18);
    return rush ? 45 : hour > 6.5 && hour < 20 ? 8 : .3;
  }

  /**
   * @param days how many, at least 1
   * @param stepSeconds spacing, such as 2
   * @param seed the same seed gives the same load
   */
  public HostDay days(int days, double stepSeconds, long seed) {
    var random = new SplittableRandom(seed * 31 + name().hashCode());
    int perDay = (int) Math.round(DAY_SECONDS / stepSeconds);
    double[] load = new double[days * perDay];
    for (int i = 0; i < days; i++) {
      load(new Day(load, i, perDay, stepSeconds, random));
    }
    return measured(load, stepSeconds, random);
  }

  /** As /proc/stat would show it: jitter, noise, and steps of an eighth of a percent. */
  private HostDay measured(double[] load, double stepSeconds, SplittableRandom random) {
    float[] cpu = new float[load.length];
    float[] memory = new float[load.length];
    float[] network = new float[load.length];
    double drift = 0;
    for (int i = 0; i < load.length; i++) {
      double noisy = load[i] * (1 + .06 * random.nextGaussian()) + .8 * random.nextGaussian();
      cpu[i] = (float) (Math.round(Math.max(0, Math.min(100, noisy)) * 8) / 8.0);
      drift += .002 * random.nextGaussian();
      memory[i] = (float) Math.max(10, Math.min(95, 35 + .15 * cpu[i] + drift));
      network[i] = (float) Math.max(0, load[i] * 4 * (1 + .2 * random.nextGaussian()));
    }
    return new HostDay(name().toLowerCase(Locale.ROOT), stepSeconds, cpu, memory, network);
  }

  private static double curve(double at, double[] places, double[] values) {
    int upper = 1;
    while (upper < places.length - 1 && places[upper] < at) {
      upper++;
    }
    double share = (at - places[upper - 1]) / (places[upper] - places[upper - 1]);
    return values[upper - 1] + share * (values[upper] - values[upper - 1]);
  }
}
