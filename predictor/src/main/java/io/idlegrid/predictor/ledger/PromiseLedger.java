package io.idlegrid.predictor.ledger;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Promises kept and broken, under exponential forgetting by count. One ledger may serve the
 * forecasts that could have started work (harvest and conflicts in principle), another the attempts
 * that were granted (conflicts in practice). Not safe for use by several threads.
 */
public final class PromiseLedger {
  private final double keep;
  private double judged;
  private double idle;
  private double started;
  private double conflicts;
  private double promisedConflicts;
  private double covered;
  private double bands;

  /**
   * @param halfLife after how many more entries an entry counts half, such as 10,000
   */
  public PromiseLedger(double halfLife) {
    if (!(halfLife >= 1)) {
      throw new IllegalArgumentException("half-life of " + halfLife + " entries");
    }
    keep = Math.pow(.5, 1 / halfLife);
  }

  /**
   * Enters one forecast after its span has passed.
   *
   * @param idleProbability as it was forecast, 0..1
   * @param risk what the owner accepts, 0..1; work starts where the forecast is at least {@code 1 -
   *     risk}
   * @param stayedIdle what came
   */
  public void judge(double idleProbability, double risk, boolean stayedIdle) {
    judged = judged * keep + 1;
    idle = idle * keep + (stayedIdle ? 1 : 0);
    boolean start = idleProbability >= 1 - risk;
    started = started * keep + (start ? 1 : 0);
    conflicts = conflicts * keep + (start && !stayedIdle ? 1 : 0);
    promisedConflicts = promisedConflicts * keep + (start ? risk : 0);
  }

  /** Enters whether a peak stayed within a forecast quantile. */
  public void cover(double forecastQuantile, double peak) {
    bands = bands * keep + 1;
    covered = covered * keep + (peak <= forecastQuantile ? 1 : 0);
  }

  public Account account() {
    return new Account(judged, idle, started, conflicts, promisedConflicts, covered, bands);
  }

  public void write(DataOutputStream out) throws IOException {
    double[] all = {judged, idle, started, conflicts, promisedConflicts, covered, bands};
    for (double value : all) {
      out.writeDouble(value);
    }
  }

  public void read(DataInputStream in) throws IOException {
    judged = in.readDouble();
    idle = in.readDouble();
    started = in.readDouble();
    conflicts = in.readDouble();
    promisedConflicts = in.readDouble();
    covered = in.readDouble();
    bands = in.readDouble();
  }

  /**
   * A ledger's balance; counts are weighted by age.
   *
   * @param judged forecasts that could be judged
   * @param idle those whose device stayed idle
   * @param started those that would let work start
   * @param conflicts those that would have let work start and did not stay idle
   * @param promisedConflicts how many conflicts the accepted risks allow
   * @param covered peaks within their forecast quantile
   * @param bands quantiles that could be judged
   */
  public record Account(
      double judged,
      double idle,
      double started,
      double conflicts,
      double promisedConflicts,
      double covered,
      double bands) {
    /** Conflicts come in bursts, one busy spell breaking many forecasts; counted as this many. */
    private static final double BURST = 5;

    /** Share of starts that met the owner's load; 0 without starts. */
    public double conflictRate() {
      return started > 0 ? conflicts / started : 0;
    }

    /** Share of truly idle spans that would have been used; 0 without idle spans. */
    public double harvestedShare() {
      return idle > 0 ? (started - conflicts) / idle : 0;
    }

    /** Share of peaks within their forecast quantile; 0 before the first. */
    public double coverage() {
      return bands > 0 ? covered / bands : 0;
    }

    /**
     * Whether conflicts exceed the promise by more than chance explains: a Poisson count of bursts
     * would reach this one less than once in a thousand.
     */
    public boolean promiseBroken() {
      double expected = promisedConflicts / BURST;
      int seen = (int) Math.floor(conflicts / BURST);
      return seen >= 2 && poissonAtLeast(seen, expected) < .001;
    }

    private static double poissonAtLeast(int count, double mean) {
      double term = Math.exp(-mean);
      double below = 0;
      for (int i = 0; i < count; i++) {
        below += term;
        term *= mean / (i + 1);
      }
      return 1 - below;
    }
  }
}
