package io.idlegrid.predictor.series;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * How long the load used to stay at or under each of a few levels, in stretches of five minutes: a
 * histogram of the lengths of past quiet spells per level under exponential forgetting, and the age
 * of the spell that lasts. From these comes the share of spells that, having lasted as long as this
 * one, went on for a horizon (the life-table estimate of Kaplan and Meier). Constant size.
 */
final class QuietSpells {
  private static final int[] LEVELS = {5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 90};

  /** Shortest length of each bin; one and a half or four thirds times the one before. */
  private static final int[] LENGTHS = {
    1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048
  };

  private static final int LONGEST = LENGTHS[LENGTHS.length - 1];
  private static final double HALF_LIFE = 10 * 288;

  /** A longer silence may hide anything: the spell that lasted is not counted. */
  private static final long LONGEST_GAP = 12;

  /** Weight of the belief that a spell may end at any time alike, in spells. */
  private static final double PRIOR = 1;

  private final float[][] spells = new float[LEVELS.length][LENGTHS.length];
  private final int[] ages = new int[LEVELS.length];
  private final long[] countedAt = new long[LEVELS.length];
  private long open = Long.MIN_VALUE;
  private double openPeak;

  /**
   * @param stretch number of the five minutes that the sample ends in
   */
  void add(long stretch, double peak) {
    if (stretch > open && open != Long.MIN_VALUE) {
      close();
      if (stretch - open > LONGEST_GAP) {
        Arrays.fill(ages, 0);
      } else {
        age((int) (stretch - open - 1));
      }
    }
    openPeak = stretch > open ? peak : Math.max(openPeak, peak);
    open = Math.max(open, stretch);
  }

  private void close() {
    for (int level = 0; level < LEVELS.length; level++) {
      if (openPeak <= LEVELS[level]) {
        ages[level] = Math.min(LONGEST, ages[level] + 1);
      } else if (ages[level] > 0) {
        count(level);
        ages[level] = 0;
      }
    }
  }

  private void age(int stretches) {
    for (int level = 0; level < LEVELS.length; level++) {
      ages[level] = ages[level] == 0 ? 0 : Math.min(LONGEST, ages[level] + stretches);
    }
  }

  private void count(int level) {
    float kept = (float) Math.pow(.5, (open - countedAt[level]) / HALF_LIFE);
    for (int bin = 0; bin < LENGTHS.length; bin++) {
      spells[level][bin] *= kept;
    }
    countedAt[level] = open;
    spells[level][bin(ages[level])]++;
  }

  /** Forgets what is later than the stretch, because the device's clock was set back. */
  void cutAfter(long stretch) {
    if (open > stretch) {
      open = stretch;
      openPeak = 0;
      Arrays.fill(ages, 0);
      for (int level = 0; level < LEVELS.length; level++) {
        countedAt[level] = Math.min(countedAt[level], stretch);
      }
    }
  }

  /**
   * For each number of stretches the shares of spells as old as the present one that lasted for so
   * many more, per level; never falling from a level to a higher one.
   */
  float[][] survival(int[] stretches) {
    float[][] shares = new float[stretches.length][LEVELS.length];
    double[] longer = new double[LENGTHS.length + 1];
    for (int level = 0; level < LEVELS.length; level++) {
      for (int bin = LENGTHS.length - 1; bin >= 0; bin--) {
        longer[bin] = longer[bin + 1] + spells[level][bin];
      }
      int age = openPeak <= LEVELS[level] ? ages[level] : 0;
      double reached = lastedFor(level, age, longer);
      for (int i = 0; i < stretches.length; i++) {
        double stayed = lastedFor(level, age + stretches[i], longer);
        // If it may end at any time alike, one this old goes on for that long with this chance.
        double unknown = (double) age / (age + stretches[i]);
        shares[i][level] = (float) ((stayed + PRIOR * unknown) / (reached + PRIOR));
      }
    }
    for (float[] ofLength : shares) {
      rising(ofLength);
    }
    return shares;
  }

  /** Logarithm of the mean length of a spell per level; never falling likewise. */
  float[] meanLengths() {
    float[] lengths = new float[LEVELS.length];
    for (int level = 0; level < LEVELS.length; level++) {
      double stretches = 1 + (openPeak <= LEVELS[level] ? ages[level] : 0);
      double count = .1;
      for (int bin = 0; bin < LENGTHS.length; bin++) {
        stretches += spells[level][bin] * LENGTHS[bin];
        count += spells[level][bin];
      }
      lengths[level] = (float) Math.log(stretches / count);
    }
    return rising(lengths);
  }

  /**
   * @param longer how many spells are in each bin and those above
   */
  private double lastedFor(int level, int stretches, double[] longer) {
    int bin = bin(stretches);
    double next = bin + 1 < LENGTHS.length ? LENGTHS[bin + 1] : 2.0 * LONGEST;
    double within = Math.max(0, stretches - LENGTHS[bin]) / (next - LENGTHS[bin]);
    return longer[bin + 1] + spells[level][bin] * Math.max(0, 1 - within);
  }

  /** Shorter than the shortest counts as the shortest. */
  private static int bin(int stretches) {
    int at = Arrays.binarySearch(LENGTHS, stretches);
    return Math.max(0, at >= 0 ? at : -at - 2);
  }

  private static float[] rising(float[] values) {
    for (int level = 1; level < values.length; level++) {
      values[level] = Math.max(values[level], values[level - 1]);
    }
    return values;
  }

  /** Reads a value per level off at any threshold in percent; rising with it where values rise. */
  static float at(float[] values, double threshold) {
    if (threshold <= LEVELS[0]) {
      return values[0];
    }
    int level = 1;
    while (level < LEVELS.length && LEVELS[level] < threshold) {
      level++;
    }
    if (level == LEVELS.length) {
      return values[level - 1];
    }
    double share = (threshold - LEVELS[level - 1]) / (LEVELS[level] - LEVELS[level - 1]);
    return (float) (values[level - 1] + share * (values[level] - values[level - 1]));
  }

  void write(DataOutputStream out) throws IOException {
    for (int level = 0; level < LEVELS.length; level++) {
      for (float count : spells[level]) {
        out.writeFloat(count);
      }
      out.writeShort(ages[level]);
      out.writeLong(countedAt[level]);
    }
    out.writeLong(open);
    out.writeDouble(openPeak);
  }

  void read(DataInputStream in) throws IOException {
    for (int level = 0; level < LEVELS.length; level++) {
      for (int bin = 0; bin < LENGTHS.length; bin++) {
        spells[level][bin] = in.readFloat();
      }
      ages[level] = Math.min(LONGEST, in.readUnsignedShort());
      countedAt[level] = in.readLong();
    }
    open = in.readLong();
    openPeak = in.readDouble();
  }
}
