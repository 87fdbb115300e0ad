package io.idlegrid.samples.montecarlo;

/**
 * What is kept of some paths: sums, which can be added up.
 *
 * @param arithmetic sum of today's values of the option
 * @param arithmeticSquares sum of their squares
 * @param geometric the same for the geometric average
 * @param geometricSquares the same for the geometric average
 */
public record Sums(
    long paths,
    double arithmetic,
    double arithmeticSquares,
    double geometric,
    double geometricSquares) {

  static final Sums NONE = new Sums(0, 0, 0, 0, 0);

  Sums plus(Sums other) {
    return new Sums(
        paths + other.paths,
        arithmetic + other.arithmetic,
        arithmeticSquares + other.arithmeticSquares,
        geometric + other.geometric,
        geometricSquares + other.geometricSquares);
  }

  Sums plus(double arithmeticValue, double geometricValue) {
    return plus(
        new Sums(
            1,
            arithmeticValue,
            arithmeticValue * arithmeticValue,
            geometricValue,
            geometricValue * geometricValue));
  }

  /** The option's price. */
  public Estimate price() {
    return estimate(arithmetic, arithmeticSquares);
  }

  /** What the price would be with a geometric average. */
  public Estimate geometricPrice() {
    return estimate(geometric, geometricSquares);
  }

  private Estimate estimate(double sum, double squares) {
    double mean = sum / paths;
    double variance = Math.max(0, squares / paths - mean * mean);
    return new Estimate(mean, Math.sqrt(variance / paths));
  }

  /**
   * A mean and how far it may be off.
   *
   * @param error standard error; the truth is within two of them nineteen times of twenty
   */
  public record Estimate(double mean, double error) {}
}
