package io.idlegrid.samples.montecarlo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SimulateTest {

  private static final AsianOption OPTION = AsianOption.EXAMPLE;

  @Test
  void geometricAverageCostsWhatTheFormulaSays() {
    List<Sums> sums =
        PriceOption.simulations(OPTION, 4, 50_000).stream().map(new Simulate()::apply).toList();

    Sums.Estimate geometric = PriceOption.total(sums).geometricPrice();
    Sums.Estimate price = PriceOption.total(sums).price();

    double off = Math.abs(geometric.mean() - OPTION.geometricPrice()) / geometric.error();
    assertTrue(off < 4, geometric + " is " + off + " errors off " + OPTION.geometricPrice());
    // The arithmetic average is never below the geometric one.
    assertTrue(price.mean() > geometric.mean(), price + " against " + geometric);
    assertEquals(200_000, PriceOption.total(sums).paths());
  }

  @Test
  void formulaWithOneDayIsThatOfBlackAndScholes() {
    // Hull, Options, Futures, and Other Derivatives, example 15.6: 4.76.
    AsianOption call = new AsianOption(42, 40, 0.1, 0.2, 0.5, 1);

    assertEquals(4.76, call.geometricPrice(), 0.005);
  }

  @Test
  void sameSeedGivesSameSums() {
    Simulation simulation = new Simulation(OPTION, 7, 1_000);

    assertEquals(new Simulate().apply(simulation), new Simulate().apply(simulation));
    assertNotEquals(
        new Simulate().apply(simulation), new Simulate().apply(new Simulation(OPTION, 8, 1_000)));
  }
}
