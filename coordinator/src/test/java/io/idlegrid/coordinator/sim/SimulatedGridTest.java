package io.idlegrid.coordinator.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulatedGridTest {

  private static final String ONLY_SEED = "idlegrid.seed";

  /** Two hundred fixed seeds, or the one given with {@code -Didlegrid.seed=N}. */
  static LongStream seeds() {
    Long only = Long.getLong(ONLY_SEED);
    return only == null ? LongStream.range(0, 200) : LongStream.of(only);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void keepsItsPromisesWhateverGoesWrong(long seed) {
    SimulatedGrid.Summary summary = SimulatedGrid.run(Scenario.of(seed));

    assertTrue(summary.grants() > 0, "nothing was granted");
  }
}
