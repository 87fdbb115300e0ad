package io.idlegrid.predictor.ledger;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * How often forecasts that would have let work start met the owner's load, under exponential
 * forgetting by count. Not safe for use by several threads.
 */
public final class PromiseLedger {
  private final double keep;
  private double started;
  private double conflicts;

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
    boolean start = idleProbability >= 1 - risk;
    started = started * keep + (start ? 1 : 0);
    conflicts = conflicts * keep + (start && !stayedIdle ? 1 : 0);
  }

  public Account account() {
    return new Account(started, conflicts);
  }

  public void write(DataOutputStream out) throws IOException {
    out.writeDouble(started);
    out.writeDouble(conflicts);
  }

  public void read(DataInputStream in) throws IOException {
    started = in.readDouble();
    conflicts = in.readDouble();
  }

  /**
   * A ledger's balance; counts are weighted by age.
   *
   * @param started forecasts that would let work start
   * @param conflicts those of them whose device did not stay idle
   */
  public record Account(double started, double conflicts) {

    /** Share of starts that met the owner's load; 0 without starts. */
    public double conflictRate() {
      return started > 0 ? conflicts / started : 0;
    }
  }
}
