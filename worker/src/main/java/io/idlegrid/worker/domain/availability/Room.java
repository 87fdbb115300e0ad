package io.idlegrid.worker.domain.availability;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides which attempts run where there is room for less than all of them: the oldest first, and
 * the oldest always. The kernel holds all of them together to what there is room for, so one of
 * which at least a part fits runs as well, slower; of which less fits stands still.
 *
 * @param cores that attempts may use together
 */
public record Room(double cores) {

  /** A part that is worth an attempt's memory. */
  private static final double LEAST_PART = 0.5;

  private static final double ROUNDING = 1e-9;

  /**
   * @param wanted cores that each may use, the oldest first
   * @return for each whether it runs
   */
  public List<Boolean> fits(List<Double> wanted) {
    List<Boolean> fits = new ArrayList<>();
    double left = cores;
    for (double one : wanted) {
      boolean isIn = fits.isEmpty() || left >= LEAST_PART * one - ROUNDING;
      left -= isIn ? one : 0;
      fits.add(isIn);
    }
    return fits;
  }
}
