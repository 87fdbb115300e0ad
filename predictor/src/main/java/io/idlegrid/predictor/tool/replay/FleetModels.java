package io.idlegrid.predictor.tool.replay;

import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.TreeForecaster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Forecasters fitted at each cut on the pool's pasts. When a data set is held out, its hosts are
 * strangers to the model that forecasts for them; one set of models is held at a time. Where hosts
 * are known, a third of them at a time is left out of one more fit at the first cut: it calibrates
 * that third on what came before the cut, which the trees that later forecast were fitted on.
 */
final class FleetModels {
  private static final int PARTS = 3;

  private final ForecasterSettings settings;
  private final List<PastExamples> pool;
  private final boolean holdOut;
  private String fittedWithout = "";
  private List<TreeForecaster> fitted = List.of();
  private final @Nullable TreeForecaster[] calibrating = new TreeForecaster[PARTS];

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

  /** Forecasts for a host of the pool up to the first cut, without having learnt from it. */
  TreeForecaster beforeCuts(String device) {
    int part = part(device);
    TreeForecaster known = calibrating[part];
    if (known == null) {
      known = fit(0, past -> part(past.device()) != part);
      calibrating[part] = known;
    }
    return known;
  }

  private int part(String device) {
    int place = pool.stream().map(PastExamples::device).toList().indexOf(device);
    return Math.floorMod(place, PARTS);
  }

  private List<TreeForecaster> fit(String without) {
    List<TreeForecaster> forecasters = new ArrayList<>();
    for (int cut = 0; cut < Cuts.SHARES.length; cut++) {
      forecasters.add(fit(cut, past -> !past.source().equals(without)));
    }
    return List.copyOf(forecasters);
  }

  private TreeForecaster fit(int cut, Predicate<PastExamples> teaches) {
    var forecaster = new TreeForecaster(settings);
    for (PastExamples past : pool) {
      if (teaches.test(past)) {
        forecaster.teach(past.byCut().get(cut));
      }
    }
    forecaster.train(Instant.EPOCH);
    return forecaster;
  }
}
