package io.idlegrid.predictor.calibration;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * How much of a forecast change of load to believe on one device: the slope of what came on what
 * was said, by least squares through the origin under exponential forgetting, held between 0 (the
 * load stays as it is) and a little over 1. Keeps the point forecast from being worse than
 * persistence for long.
 */
public final class MeanShrinkage {
  private static final int HORIZONS = 4;

  /** By examples, each a few minutes after the other: about five days. */
  private static final double KEEP = Math.pow(.5, 1.0 / 3000);

  /** Worth of the belief in the pooled trees before anything was seen. */
  private static final double PRIOR = 3;

  private static final double MOST = 1.1;

  private final double[] products = new double[HORIZONS];
  private final double[] squares = new double[HORIZONS];

  public double apply(int horizon, double said) {
    double slope = (products[horizon] + PRIOR) / (squares[horizon] + PRIOR);
    return said * Math.max(0, Math.min(MOST, slope));
  }

  public void learn(int horizon, double said, double came) {
    products[horizon] = KEEP * products[horizon] + said * came;
    squares[horizon] = KEEP * squares[horizon] + said * said;
  }

  /** A copy that later learning does not change. */
  public MeanShrinkage copy() {
    var copied = new MeanShrinkage();
    System.arraycopy(products, 0, copied.products, 0, HORIZONS);
    System.arraycopy(squares, 0, copied.squares, 0, HORIZONS);
    return copied;
  }

  public void write(DataOutputStream out) throws IOException {
    for (int h = 0; h < HORIZONS; h++) {
      out.writeDouble(products[h]);
      out.writeDouble(squares[h]);
    }
  }

  public static MeanShrinkage read(DataInputStream in) throws IOException {
    var read = new MeanShrinkage();
    for (int h = 0; h < HORIZONS; h++) {
      read.products[h] = in.readDouble();
      read.squares[h] = in.readDouble();
    }
    return read;
  }
}
