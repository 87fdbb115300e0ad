package io.idlegrid.samples.montecarlo;

import io.idlegrid.client.GridMap;
import io.idlegrid.client.IdleGrid;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/** Prices an option on the grid that {@code idlegrid login} or the environment names. */
public final class PriceOption {

  private static final long SEED = 20_261_126;
  private static final int USUAL_ELEMENTS = 20;
  private static final int USUAL_PATHS = 500_000;

  private PriceOption() {}

  /** Takes the number of elements and of paths per element, both optional. */
  public static void main(String[] arguments) {
    int elements = arguments.length > 0 ? Integer.parseInt(arguments[0]) : USUAL_ELEMENTS;
    int paths = arguments.length > 1 ? Integer.parseInt(arguments[1]) : USUAL_PATHS;
    try (IdleGrid grid = IdleGrid.connect()) {
      List<Sums> sums =
          map(grid, AsianOption.EXAMPLE, elements, paths)
              .submit()
              .onProgress(
                  job ->
                      System.err.printf(
                          "%d of %d units%n", job.units().done(), job.units().total()))
              .gather();
      Sums all = total(sums);
      System.out.printf("paths       %,d%n", all.paths());
      System.out.printf("price       %.4f ± %.4f%n", all.price().mean(), all.price().error());
      System.out.printf(
          "geometric   %.4f ± %.4f, by formula %.4f%n",
          all.geometricPrice().mean(),
          all.geometricPrice().error(),
          AsianOption.EXAMPLE.geometricPrice());
    }
  }

  /** The map to submit: one element and so one unit per seed. */
  public static GridMap<Simulation, Sums> map(
      IdleGrid grid, AsianOption option, int elements, int paths) {
    return grid.map(simulations(option, elements, paths), Simulate.class)
        .memory("128MiB")
        .runtime(Duration.ofSeconds(20))
        .options(job -> job.disk("64MiB"));
  }

  static List<Simulation> simulations(AsianOption option, int elements, int paths) {
    return LongStream.range(0, elements)
        .mapToObj(element -> new Simulation(option, SEED + element, paths))
        .toList();
  }

  /** Adds up the elements' sums, in their order. */
  public static Sums total(List<Sums> sums) {
    return sums.stream().reduce(Sums.NONE, Sums::plus);
  }
}
