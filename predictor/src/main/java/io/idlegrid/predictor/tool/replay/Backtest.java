package io.idlegrid.predictor.tool.replay;

import static java.util.stream.Collectors.toSet;

import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.TreeForecaster;
import io.idlegrid.predictor.tool.trace.Epochs;
import io.idlegrid.predictor.tool.trace.Trace;
import io.idlegrid.predictor.tool.trace.TraceException;
import io.idlegrid.predictor.tool.trace.TraceFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Walk-forward forecasts of recorded hosts. One trace is in memory at a time, beside the bounded
 * examples of the pool.
 *
 * @param traces hosts to forecast
 * @param pool hosts that the pooled model may learn from, by their pasts; one with the name of a
 *     host to forecast is that host
 * @param holdOut whether the model for a host has seen nothing of that host's data set
 * @param settings of the forecaster
 * @param examplesPerHost most examples that one host gives to the pool
 */
public record Backtest(
    TraceFiles traces,
    TraceFiles pool,
    boolean holdOut,
    ForecasterSettings settings,
    int examplesPerHost) {

  /** Takes forecasts as they are made. */
  public interface Sink {
    void forecast(Replay.Made made) throws IOException;
  }

  public void run(Epochs epochs, Sink sink, Consumer<String> progress)
      throws IOException, TraceException {
    List<PastExamples> pasts = new ArrayList<>();
    for (Path file : pool.files()) {
      pasts.add(PastExamples.of(TraceFiles.read(file), examplesPerHost));
    }
    progress.accept(pasts.size() + " pasts read");
    var models = new FleetModels(settings, pasts, holdOut);
    Set<String> taught = pool.files().stream().map(TraceFiles::device).collect(toSet());
    for (Path file : bySource(traces.files())) {
      String device = TraceFiles.device(file);
      Epochs.OfDevice wanted = epochs.of(device);
      if (wanted != null) {
        Trace trace = TraceFiles.read(file);
        boolean known = taught.contains(device) && !holdOut;
        List<TreeForecaster> byCut = models.forHostsOf(trace.source());
        TreeForecaster before = known ? models.beforeCuts(device) : byCut.get(0);
        int passedOver = new Replay(trace, wanted, byCut, before, !known).run(sink::forecast);
        progress.accept(device + " " + wanted.size() + " epochs" + without(passedOver));
      }
    }
  }

  private static String without(int passedOver) {
    return passedOver == 0
        ? ""
        : ", " + passedOver + " of them before the first cut, which are not forecast";
  }

  private static List<Path> bySource(List<Path> files) {
    return files.stream()
        .sorted(
            Comparator.comparing((Path file) -> TraceFiles.device(file).split("-", 2)[0])
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }
}
