package io.idlegrid.samples.classify;

/** Moves parameters against their slopes (Kingma and Ba, 2015). */
final class Adam {

  private static final double MEAN_DECAY = 0.9;
  private static final double SQUARE_DECAY = 0.999;

  private final float[] means;
  private final float[] squares;
  private int steps;

  Adam(int parameters) {
    this.means = new float[parameters];
    this.squares = new float[parameters];
  }

  void step(float[] parameters, float[] slopes, double rate) {
    steps++;
    double meanScale = 1 / (1 - Math.pow(MEAN_DECAY, steps));
    double squareScale = 1 / (1 - Math.pow(SQUARE_DECAY, steps));
    for (int i = 0; i < parameters.length; i++) {
      means[i] += (float) ((1 - MEAN_DECAY) * (slopes[i] - means[i]));
      squares[i] += (float) ((1 - SQUARE_DECAY) * (slopes[i] * slopes[i] - squares[i]));
      parameters[i] -=
          (float) (rate * means[i] * meanScale / (Math.sqrt(squares[i] * squareScale) + 1e-8));
    }
  }
}
