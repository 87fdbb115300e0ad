package io.idlegrid.samples.montecarlo;

/**
 * A call on the average price of a share over some days: worth {@code max(0, average - strike)} at
 * the end. The share's price follows a geometric Brownian motion.
 *
 * @param spot price of the share today
 * @param strike that the average is compared with
 * @param rate risk-free interest per year, compounded continuously
 * @param volatility of the share, per year
 * @param years until the end
 * @param days whose closing prices are averaged, evenly spaced up to the end
 */
public record AsianOption(
    double spot, double strike, double rate, double volatility, double years, int days) {

  /** Half a year of weekly closing prices. */
  public static final AsianOption EXAMPLE = new AsianOption(100, 105, 0.03, 0.25, 0.5, 26);

  /** What an amount at the end is worth today. */
  double discount() {
    return StrictMath.exp(-rate * years);
  }

  /**
   * The price if the average were the geometric one, for which there is a formula (Kemna and Vorst,
   * 1990, for discrete days); the simulation is checked against it.
   */
  public double geometricPrice() {
    double n = days;
    double deviation = volatility * Math.sqrt(years * (n + 1) * (2 * n + 1) / (6 * n * n));
    double growth = (rate - volatility * volatility / 2) * years * (n + 1) / (2 * n);
    double mean = Math.log(spot) + growth;
    double d2 = (mean - Math.log(strike)) / deviation;
    double d1 = d2 + deviation;
    double forward = Math.exp(mean + deviation * deviation / 2);
    return discount() * (forward * normal(d1) - strike * normal(d2));
  }

  /** The standard normal distribution, by Simpson's rule. */
  private static double normal(double x) {
    int steps = 2_000;
    double width = x / steps;
    double sum = density(0) + density(x);
    for (int i = 1; i < steps; i++) {
      sum += density(i * width) * (i % 2 == 0 ? 2 : 4);
    }
    return 0.5 + sum * width / 3;
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }
}
