package io.idlegrid.predictor.tool.score;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FrontierTest {

  @Test
  void recallIsTheBestWithinTheConflictRate() {
    float[] scores = {.9f, .8f, .7f, .6f, .5f};
    boolean[] idle = {true, true, false, true, false};
    double[] weights = {1, 1, 1, 1, 1};

    Frontier frontier = Frontier.of(scores, idle, weights);

    assertEquals(2 / 3.0, frontier.recallAt(0), 1e-12);
    assertEquals(2 / 3.0, frontier.recallAt(.24), 1e-12);
    assertEquals(1, frontier.recallAt(.25), 1e-12);
  }

  @Test
  void equalScoresStartTogether() {
    Frontier frontier =
        Frontier.of(
            new float[] {.5f, .5f, .5f, .5f},
            new boolean[] {true, true, true, false},
            new double[] {1, 1, 1, 1});

    assertEquals(0, frontier.recallAt(.2));
    assertEquals(1, frontier.recallAt(.25));
  }

  @Test
  void weightsDecideNotRows() {
    Frontier frontier =
        Frontier.of(
            new float[] {2, 1, -3}, new boolean[] {true, false, true}, new double[] {99, 1, 100});

    assertEquals(1, frontier.recallAt(.01), 1e-12);
    assertEquals(.4975, frontier.recallAt(.004), 1e-3);
  }
}
