package io.idlegrid.predictor.tool.replay;

import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.TreeForecaster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Forecasters fitted at each cut on the pool's pasts. When a data set is held out, its hosts are
 * strangers to the model that forecasts for them; one set of models is held at a time.
 */
final class FleetModels {
  private final ForecasterSettings settings;
  private final List<PastExamples> pool;
  private final boolean holdOut;
  private String fittedWithout = "";
  private List<TreeForecaster> fitted = List.of();

  FleetModels(ForecasterSettings settings, List<PastExamples> pool, boolean holdOut) {
    this.settings = settings;
    this.pool = List.copyOf(pool);
    this.holdOut = holdOut;
  }

  /** One forecaster per cut for hosts of a data set. */
  List<TreeForecaster> forHostsOf(String source) {
    String without = holdOut ? source : "";
    if (fitted.isEmpty() || !without.equals(fittedWithout)) {
      fitted = List.of();
      fitted = fit(without);
      fittedWithout = without;
    }
    return fitted;
  }

  private List<TreeForecaster> fit(String without) {
    List<TreeForecaster> forecasters = new ArrayList<>();
    for (int cut = 0; cut < Cuts.SHARES.length; cut++) {
      var forecaster = new TreeForecaster(settings);
      for (PastExamples past : pool) {
        if (!past.source().equals(without)) {
          forecaster.teach(past.byCut().get(cut));
        }
      }
      forecaster.train(Instant.EPOCH);
      forecasters.add(forecaster);
    }
    return List.copyOf(forecasters);
  }
}
