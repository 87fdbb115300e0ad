package io.idlegrid.predictor;

/** What fits the trees of a {@link TreeForecaster}, by the name that people choose it by. */
public enum Learner {
  /** Our own trees on histograms. */
  HISTOGRAM {
    @Override
    public ForecasterSettings settings() {
      return ForecasterSettings.histogram();
    }
  },
  /** Smile's exact splits. */
  SMILE {
    @Override
    public ForecasterSettings settings() {
      return ForecasterSettings.smile();
    }
  };

  /** What suits a fleet. */
  public abstract ForecasterSettings settings();
}
