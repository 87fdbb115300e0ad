package io.idlegrid.samples.montecarlo;

import io.idlegrid.client.GridFunction;
import java.util.Random;

/**
 * What devices do: simulates the paths of one element. {@code StrictMath} gives the same bits on
 * every processor, so outcomes of different devices can be compared.
 */
public final class Simulate implements GridFunction<Simulation, Sums> {

  @Override
  public Sums apply(Simulation simulation) {
    AsianOption option = simulation.option();
    Random random = new Random(simulation.seed());
    Sums sums = Sums.NONE;
    for (int path = 0; path < simulation.paths(); path++) {
      sums = onePath(option, random, sums);
    }
    return sums;
  }

  private static Sums onePath(AsianOption option, Random random, Sums sums) {
    double step = option.years() / option.days();
    double drift = (option.rate() - option.volatility() * option.volatility() / 2) * step;
    double spread = option.volatility() * StrictMath.sqrt(step);
    double logarithm = StrictMath.log(option.spot());
    double prices = 0;
    double logarithms = 0;
    for (int day = 0; day < option.days(); day++) {
      logarithm += drift + spread * random.nextGaussian();
      prices += StrictMath.exp(logarithm);
      logarithms += logarithm;
    }
    return sums.plus(
        worth(option, prices / option.days()),
        worth(option, StrictMath.exp(logarithms / option.days())));
  }

  private static double worth(AsianOption option, double average) {
    return option.discount() * Math.max(0, average - option.strike());
  }
}
